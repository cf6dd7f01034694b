import type { ReportName } from '@airside/contracts';
import type { Language } from '../i18n/languages.ts';
import { addDays, formatDay } from '../time/local-time.ts';
import type { ReportSearch } from './address.ts';

/** The days of a search; the last thirty where it says none. */
export function daysOf({ from, to }: ReportSearch, today: string): { from: string; to: string } {
  const last = to ?? today;
  return { from: from ?? addDays(last, -29), to: last };
}

export type Row = Readonly<Record<string, string | number | null>>;

/** How a column's figures are written. */
export type Kind = 'text' | 'day' | 'count' | 'share' | 'money' | 'ms';
export type Column = { key: string; kind: Kind };

/** Columns of each report, and what its chart shows: the length of bars by their label, or a line over days. */
export const shapes: Readonly<
  Record<ReportName, { columns: readonly Column[]; chart: { label: string; value: string; isOverDays?: boolean } }>
> = {
  'on-time-performance': {
    columns: [
      { key: 'date', kind: 'day' },
      { key: 'flights', kind: 'count' },
      { key: 'arrived', kind: 'count' },
      { key: 'on_time', kind: 'count' },
      { key: 'cancelled', kind: 'count' },
      { key: 'delay_minutes', kind: 'count' },
      { key: 'on_time_share', kind: 'share' },
    ],
    chart: { label: 'date', value: 'on_time_share', isOverDays: true },
  },
  'load-factor': {
    columns: [
      { key: 'route', kind: 'text' },
      { key: 'flights', kind: 'count' },
      { key: 'seats', kind: 'count' },
      { key: 'passengers', kind: 'count' },
      { key: 'load_factor', kind: 'share' },
    ],
    chart: { label: 'route', value: 'load_factor' },
  },
  'revenue-by-route': {
    columns: [
      { key: 'route', kind: 'text' },
      { key: 'currency', kind: 'text' },
      { key: 'bookings', kind: 'count' },
      { key: 'gross_minor', kind: 'money' },
      { key: 'refunded_minor', kind: 'money' },
      { key: 'net_minor', kind: 'money' },
    ],
    chart: { label: 'route', value: 'net_minor' },
  },
  'delay-causes': {
    columns: [
      { key: 'cause', kind: 'text' },
      { key: 'flights', kind: 'count' },
      { key: 'delay_minutes', kind: 'count' },
      { key: 'cancelled', kind: 'count' },
    ],
    chart: { label: 'cause', value: 'delay_minutes' },
  },
  'notification-latency': {
    columns: [
      { key: 'channel', kind: 'text' },
      { key: 'messages', kind: 'count' },
      { key: 'sent', kind: 'count' },
      { key: 'failed', kind: 'count' },
      { key: 'p50_ms', kind: 'ms' },
      { key: 'p95_ms', kind: 'ms' },
      { key: 'p99_ms', kind: 'ms' },
    ],
    chart: { label: 'channel', value: 'p95_ms' },
  },
  'cancellation-funnel': {
    columns: [
      { key: 'currency', kind: 'text' },
      { key: 'stage', kind: 'text' },
      { key: 'count', kind: 'count' },
      { key: 'amount_minor', kind: 'money' },
    ],
    chart: { label: 'stage', value: 'count' },
  },
};

const mostBars = 12;

export type Bar = { label: string; row: Row; value: number; share: number };

/** Days and the stages of a funnel have an order of their own; all else goes by its figure, the largest first. */
export function inOrder(name: ReportName, rows: readonly Row[]): readonly Row[] {
  const { value, isOverDays } = shapes[name].chart;
  if (name === 'cancellation-funnel' || isOverDays === true) return rows;
  return rows.toSorted((one, other) => Number(other[value] ?? 0) - Number(one[value] ?? 0));
}

/** So few days are bars; a line needs more to be one. */
export const fewDays = 7;

/** The longest bars, as shares of the longest one. Where there are many, those of nothing say nothing. */
export function barsOf(name: ReportName, rows: readonly Row[]): Bar[] {
  const { label, value } = shapes[name].chart;
  const figures = inOrder(name, rows)
    .map((row) => ({ row, label: String(row[label] ?? ''), value: Number(row[value] ?? 0) }))
    .filter((figure) => rows.length <= mostBars || figure.value !== 0);
  const longest = Math.max(...figures.map((figure) => Math.abs(figure.value)), Number.MIN_VALUE);
  return figures.slice(0, mostBars).map((figure) => ({ ...figure, share: Math.max(0, figure.value / longest) }));
}

/** A figure as people write it; a dash for what is not known. */
export function formatFigure(
  value: string | number | null | undefined,
  kind: Kind,
  { language, currency }: { language: Language; currency: string | undefined },
): string {
  if (value === null || value === undefined) return '–';
  if (kind === 'day') return formatDay(String(value), language);
  if (kind === 'text' || typeof value === 'string') return String(value);
  if (kind === 'share')
    return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value);
  if (kind === 'money' && currency !== undefined) {
    const format = new Intl.NumberFormat(language, { style: 'currency', currency });
    return format.format(value / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  }
  const figure = new Intl.NumberFormat(language).format(value);
  return kind === 'ms' ? `${figure} ms` : figure;
}
