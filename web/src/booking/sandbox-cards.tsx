import type { SandboxTokens } from '@airside/contracts';
import { useTexts } from '../i18n/use-texts.ts';
import { SelectField } from '../ui/field.tsx';
import { Cell, Table } from '../ui/table.tsx';
import { sandboxTexts } from './sandbox-texts.ts';
import { bookingTexts } from './texts.ts';

/** The cards of the payment sandbox; each is paid with on purpose. */
export function SandboxCards({
  cards,
  value,
  onChange,
}: {
  cards: SandboxTokens['tokens'];
  value: string;
  onChange: (token: string) => void;
}) {
  const t = useTexts(bookingTexts);
  const words: Readonly<Record<string, string>> = useTexts(sandboxTexts);
  const wordsOf = ({ token, does }: SandboxTokens['tokens'][number]) => words[token.split(':')[0] ?? ''] ?? does;
  const chosen = cards.find(({ token }) => token === value);
  return (
    <div className="grid gap-3">
      <SelectField
        label={t.sandboxCard}
        hint={chosen === undefined ? undefined : wordsOf(chosen)}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {cards.map(({ token }) => (
          <option key={token}>{token}</option>
        ))}
      </SelectField>
      <details>
        <summary className="w-fit cursor-pointer rounded-md text-sm font-medium text-accent hover:underline">
          {t.allSandboxCards}
        </summary>
        <div className="mt-2">
          <Table caption={t.allSandboxCards} head={[t.sandboxCard, t.whatItDoes]}>
            {cards.map((card) => (
              <tr key={card.token}>
                <Cell className="w-2/5 font-mono text-sm wrap-anywhere">{card.token}</Cell>
                <Cell className="text-sm">{wordsOf(card)}</Cell>
              </tr>
            ))}
          </Table>
        </div>
      </details>
    </div>
  );
}
