import type { Receipt } from '@airside/contracts';
import { Liquid } from 'liquidjs';
import { minorDigits } from '../flights/money.ts';
import { receiptTemplate } from './template.ts';

/** Everything that is put in is escaped; a variable that the template does not find is an error. */
const liquid = new Liquid({ outputEscape: 'escape', strictVariables: true, strictFilters: true });
const template = liquid.parse(receiptTemplate);

/** A receipt as a page that fits on one sheet. */
export function renderReceipt(receipt: Receipt): string {
  const money = (amountMinor: number) => wordMoney(amountMinor, receipt.currency);
  const { totals } = receipt;
  return String(
    liquid.renderSync(template, {
      number: receipt.number,
      locator: receipt.locator,
      issued: dayOf(receipt.issuedAt),
      booked: dayOf(receipt.bookedAt),
      lines: receipt.lines.map((line) => ({
        ...line,
        seat: line.seat ?? '–',
        status: words(line.status),
        kind: kinds[line.type],
        fare: money(line.fareMinor),
        taxes: line.taxes.map(({ name, amountMinor }) => ({ name, amount: money(amountMinor) })),
        total: money(line.totalMinor),
      })),
      movements: receipt.movements.map(({ kind, amountMinor, at, state, method }) => ({
        what: kind === 'payment' ? 'Payment' : 'Refund',
        amount: money(amountMinor),
        on: dayOf(at),
        how: words(method),
        note: state === 'pending' ? 'under way' : '',
      })),
      fare: money(totals.fareMinor),
      taxes: money(totals.taxesMinor),
      total: money(totals.totalMinor),
      paid: money(totals.paidMinor),
      refunded: money(totals.refundedMinor),
    }),
  );
}

const kinds = { ADT: 'Adult', CHD: 'Child', INF: 'Infant' } as const;

function wordMoney(amountMinor: number, currency: string): string {
  const digits = minorDigits(currency);
  return `${(amountMinor / 10 ** digits).toFixed(digits)} ${currency}`;
}

/** The date in UTC. */
function dayOf(instant: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO('UTC').toPlainDate().toString();
}

function words(code: string): string {
  const text = code.toLowerCase().replaceAll('_', ' ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
