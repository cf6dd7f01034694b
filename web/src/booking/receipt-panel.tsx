import { useQuery } from '@tanstack/react-query';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoment, formatMoney } from '../time/local-time.ts';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Cell, Table } from '../ui/table.tsx';
import { receiptQuery } from './calls.ts';
import { bookingTexts } from './texts.ts';

/** What was bought, paid and paid back; prints as it stands. */
export function ReceiptPanel({ bookingId }: { bookingId: string }) {
  const t = useTexts(bookingTexts);
  const { language } = useLanguage();
  const { data: receipt, error, refetch } = useQuery(receiptQuery(useCall(), bookingId));
  if (error !== null && receipt === undefined) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (receipt === undefined) return <Skeleton className="h-64 rounded-xl" />;

  const money = (amountMinor: number) => formatMoney(amountMinor, receipt.currency, language);
  const taxes = receipt.lines[0]?.taxes.map(({ name }) => name).join(', ') ?? '';
  return (
    <Panel
      title={`${t.receipt} ${receipt.number}`}
      aside={
        <Button look="quiet" className="no-print -my-1.5 min-h-9" onClick={() => window.print()}>
          {t.print}
        </Button>
      }
    >
      <Table
        caption={t.receipt}
        head={[
          t.who,
          t.flight,
          t.seat,
          <span key="amount" className="block text-right">
            {t.amount}
          </span>,
        ]}
      >
        {receipt.lines.map((line) => (
          <tr key={line.bookingId}>
            <Cell>
              {line.passenger}
              <span className="block text-sm text-soft">{t.types[line.type]}</span>
            </Cell>
            <Cell>
              {line.flightCode}
              <span className="block text-sm text-soft">
                {line.origin} – {line.destination}, {line.departure}
              </span>
            </Cell>
            <Cell>{line.seat ?? '–'}</Cell>
            <Cell className="text-right whitespace-nowrap">{money(line.totalMinor)}</Cell>
          </tr>
        ))}
      </Table>
      <dl className="mt-4 ml-auto grid w-full max-w-sm grid-cols-[1fr_auto] gap-x-6 gap-y-1.5 border-t border-line pt-4">
        <dt className="text-soft">{t.fare}</dt>
        <dd className="text-right">{money(receipt.totals.fareMinor)}</dd>
        <dt className="text-soft">
          {t.taxes}
          <span className="block text-sm">{taxes}</span>
        </dt>
        <dd className="text-right">{money(receipt.totals.taxesMinor)}</dd>
        <dt className="font-semibold">{t.sum}</dt>
        <dd className="text-right font-semibold">{money(receipt.totals.totalMinor)}</dd>
        {receipt.movements.map((movement, index) => (
          <div key={index} className="contents">
            <dt className="text-soft">
              {t.movements[movement.kind]}
              <span className="block text-sm">
                {formatMoment(movement.at, language)}
                {movement.state === 'pending' && ` · ${t.onItsWay}`}
              </span>
            </dt>
            <dd className="text-right">
              {movement.kind === 'refund' ? '−' : ''}
              {money(movement.amountMinor)}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
