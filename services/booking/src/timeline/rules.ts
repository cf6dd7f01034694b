import type { Timeline } from '@airside/contracts';
import { minorDigits } from '../flights/money.ts';

export type HistoryRow = {
  kind: string;
  actorAccountId: number | null;
  detail: Record<string, unknown>;
  happenedAt: Temporal.Instant;
};

type Entry = Timeline['timeline'][number];

/** One row of the history as it is told. `travellers` are the accounts of the buyer and of who flies. */
export function tell(row: HistoryRow, travellers: readonly (number | null)[]): Entry {
  return {
    at: row.happenedAt.toString(),
    kind: row.kind,
    text: textOf(row),
    actor: actorOf(row.actorAccountId, travellers),
    detail: row.detail,
  };
}

function actorOf(accountId: number | null, travellers: readonly (number | null)[]): Entry['actor'] {
  if (accountId === null) return 'system';
  return travellers.includes(accountId) ? 'you' : 'staff';
}

/** A kind that this version does not know yet is told by its name. */
function textOf({ kind, detail }: HistoryRow): string {
  return sentences[kind]?.(detail) ?? `${kind.slice(0, 1).toUpperCase()}${kind.slice(1).replaceAll('_', ' ')}.`;
}

type Detail = Record<string, unknown>;

/** What each kind says; details that are missing are left out. */
const sentences: Readonly<Record<string, (detail: Detail) => string>> = {
  ordered: () => 'Booked; the seats are kept until the payment is settled.',
  payment_authorised: (detail) => `The payment was approved${amount(detail)}.`,
  payment_declined: () => 'The payment was declined.',
  payment_unknown: () => 'The payment provider has not answered yet; we keep asking.',
  confirmed: () => 'Paid and confirmed.',
  released: () => 'Not paid in time: the seats were given back.',
  cancelled: (detail) => `Cancelled${refund(detail)}.`,
  refund_requested: (detail) => `A refund is on its way${amount(detail)}.`,
  refunded: (detail) => `The refund was paid${amount(detail)}.`,
  seat_changed: (detail) => `Another seat${to(detail)}.`,
  flight_cancelled: (detail) => `The airline cancelled flight${place(detail)}.`,
  rebooking_offered: ({ options, best }) =>
    options === 0
      ? 'There is no other flight with enough seats at the moment.'
      : `Other flights were offered at no charge${isDetail(best) ? `, the best:${place(best)}` : ''}.`,
  rebooked: (detail) => `Rebooked at no charge${to(detail)}.`,
  flight_changed: (detail) => `Changed to another flight${to(detail)}.`,
  checked_in: () => 'Checked in.',
};

function to(detail: Detail): string {
  const { to: target, seat } = detail;
  if (isDetail(target)) return `:${place(target)}${seatOf(target['seat'])}`;
  return typeof target === 'string' ? `: ${target}` : seatOf(seat);
}

function place({ flightCode, departureDate }: Detail): string {
  const words = [flightCode, typeof departureDate === 'string' ? `on ${departureDate}` : undefined];
  return words
    .filter((word) => typeof word === 'string')
    .map((word) => ` ${word}`)
    .join('');
}

function seatOf(seat: unknown): string {
  return typeof seat === 'string' ? `, seat ${seat}` : '';
}

function amount({ amountMinor, currency }: Detail): string {
  const text = money(amountMinor, currency);
  return text === undefined ? '' : `: ${text}`;
}

function refund({ refundAmountMinor, currency }: Detail): string {
  const text = money(refundAmountMinor, currency);
  return text === undefined ? '' : `; ${text} come back`;
}

function money(amountMinor: unknown, currency: unknown): string | undefined {
  if (typeof amountMinor !== 'number' || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return undefined;
  const digits = minorDigits(currency);
  return `${(amountMinor / 10 ** digits).toFixed(digits)} ${currency}`;
}

function isDetail(value: unknown): value is Detail {
  return typeof value === 'object' && value !== null;
}
