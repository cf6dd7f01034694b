import type { SandboxTokens } from '@airside/contracts';
import { useTexts } from '../i18n/use-texts.ts';
import { SelectField } from '../ui/field.tsx';
import { Cell, Table } from '../ui/table.tsx';
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
  return (
    <div className="grid gap-3">
      <SelectField
        label={t.sandboxCard}
        hint={cards.find(({ token }) => token === value)?.does}
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
        <div className="mt-2" lang="en">
          <Table caption={t.allSandboxCards} head={[t.sandboxCard, t.whatItDoes]}>
            {cards.map(({ token, does }) => (
              <tr key={token}>
                <Cell className="font-mono text-sm">{token}</Cell>
                <Cell className="text-sm">{does}</Cell>
              </tr>
            ))}
          </Table>
        </div>
      </details>
    </div>
  );
}
