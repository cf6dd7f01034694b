import type { Source } from './sources.ts';

/** How far a source was read: the last row in the order of (time of change, id). */
export type Watermark = { updatedAt: Temporal.Instant; id: string };

/** Dates of a backfill, both included. */
export type DateRange = { from: Temporal.PlainDate; to: Temporal.PlainDate };

export type RunKind =
  | { kind: 'incremental' }
  | { kind: 'full' }
  /** Reads certain days again, besides what is new. */
  | { kind: 'backfill'; range: DateRange };

/**
 * How far before the watermark reading begins, in minutes. A row's time is that of the begin of its transaction, so one that
 * committed late lies below rows that were read before. No transaction of the services lives for minutes.
 */
export const overlapMinutes = 15;

/** What to run on the replica. */
export type Extraction = { sql: string; values: string[] };

/** The query that reads what a run needs of a source. */
export function planExtraction(source: Source, run: RunKind, watermark: Watermark | undefined): Extraction {
  const { select, changedAt, within } = source;
  if (changedAt === undefined || within === undefined) return { sql: select, values: [] };
  if (run.kind === 'full' || watermark === undefined) return { sql: select, values: [] };
  const from = watermark.updatedAt.subtract({ minutes: overlapMinutes }).toString();
  if (run.kind === 'incremental') return { sql: `${select} where ${changedAt} >= $1`, values: [from] };
  const { range } = run;
  return {
    sql: `${select} where (${within}) or ${changedAt} >= $3`,
    values: [range.from.toString(), range.to.toString(), from],
  };
}

/** Reads `2026-01-01..2026-01-31`; throws RangeError with a text for the user. */
export function parseRange(text: string): DateRange {
  const [from, to, ...rest] = text.split('..');
  if (from === undefined || to === undefined || rest.length > 0) {
    throw new RangeError(`"${text}" is not FROM..TO, such as 2026-01-01..2026-01-31`);
  }
  const range = { from: readDate(from), to: readDate(to) };
  if (Temporal.PlainDate.compare(range.from, range.to) > 0) throw new RangeError(`${from} is after ${to}`);
  return range;
}

function readDate(text: string): Temporal.PlainDate {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new RangeError(`"${text}" is not a date such as 2026-01-31`);
}
