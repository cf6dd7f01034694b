import { invalidField, longestReportDays, type ReportName, type ReportQuery, type ReportRow } from '@airside/contracts';
import { percentileOf, unsent } from '../transform/rules.ts';

export type Days = { from: Temporal.PlainDate; to: Temporal.PlainDate };

const usualDays = 30;

/** The days that a query asks for. Throws VALIDATION_FAILED for a range that ends before it begins, or is too long. */
export function daysOf({ from, to }: ReportQuery, today: Temporal.PlainDate): Days {
  const last = to === undefined ? today : Temporal.PlainDate.from(to);
  const first = from === undefined ? last.subtract({ days: usualDays - 1 }) : Temporal.PlainDate.from(from);
  const days = first.until(last).days + 1;
  if (days < 1) throw invalidField('from', 'must not be after to');
  if (days > longestReportDays) throw invalidField('from', `must be less than ${longestReportDays} days before to`);
  return { from: first, to: last };
}

/** Messages of one channel that ended in one state, and how long they took. */
export type LatencyCount = { channel: string; state: string; bucket: number; messages: number };

/** One row per channel; percentiles are those of what was sent. */
export function summarizeLatencies(counts: readonly LatencyCount[]): ReportRow['notification-latency'][] {
  return [...Map.groupBy(counts, ({ channel }) => channel)].map(([channel, own]) => {
    const inState = (state: string) => sum(own.filter((each) => each.state === state));
    const buckets = new Map<number, number>();
    for (const { bucket, messages } of own) {
      if (bucket !== unsent) buckets.set(bucket, (buckets.get(bucket) ?? 0) + messages);
    }
    const at = (share: number) => percentileOf(buckets, share) ?? null;
    return {
      channel: channel.replace('notice/', ''),
      messages: sum(own),
      sent: inState('SENT'),
      failed: inState('FAILED'),
      p50_ms: at(0.5),
      p95_ms: at(0.95),
      p99_ms: at(0.99),
    };
  });
}

const sum = (counts: readonly LatencyCount[]) => counts.reduce((total, { messages }) => total + messages, 0);

/** Figures of a funnel, one row per currency. */
export type Funnel = {
  currency: string;
  quoted: number;
  confirmed: number;
  refundOwed: number;
  refundPaid: number;
  quotedMinor: number;
  owedMinor: number;
  paidMinor: number;
};

/** One row per currency and stage, in the order in which people go through them. */
export function stagesOf(funnels: readonly Funnel[]): ReportRow['cancellation-funnel'][] {
  return funnels.flatMap(({ currency, ...figures }) => [
    { currency, stage: 'quoted', count: figures.quoted, amount_minor: figures.quotedMinor },
    { currency, stage: 'confirmed', count: figures.confirmed, amount_minor: figures.owedMinor },
    { currency, stage: 'refund_owed', count: figures.refundOwed, amount_minor: figures.owedMinor },
    { currency, stage: 'refund_paid', count: figures.refundPaid, amount_minor: figures.paidMinor },
  ]);
}

type Cell = string | number | null;

/** RFC 4180 with a header; what a spreadsheet would take for a formula is text. */
export function toCsv(columns: readonly string[], rows: readonly Readonly<Record<string, Cell>>[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Name of the file that a browser saves. */
export function fileNameOf(name: ReportName, { from, to }: Days): string {
  return `${name}-${from.toString()}-${to.toString()}.csv`;
}
