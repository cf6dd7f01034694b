import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Connection } from '../database/queries.ts';
import type { Extraction, Watermark } from './rules.ts';
import type { Source } from './sources.ts';

export async function isStandby(db: Connection): Promise<boolean> {
  const { rows } = await db.query<{ isStandby: boolean }>('select pg_is_in_recovery() as "isStandby"');
  return rows[0]?.isStandby === true;
}

/**
 * End of what a primary has flushed so far, and with it of all that it has acknowledged. What was only inserted may lie there for a
 * quarter of a minute on a quiet server before any replica hears of it: nobody waits for it.
 */
export async function currentPosition(db: Connection): Promise<string> {
  const { rows } = await db.query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn');
  return rows[0]?.lsn ?? '0/0';
}

export async function hasReplayed(db: Connection, lsn: string): Promise<boolean> {
  const { rows } = await db.query<{ isThere: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as "isThere"', [
    lsn,
  ]);
  return rows[0]?.isThere === true;
}

/** From here on all reads see one and the same moment. */
export async function beginSnapshot(db: Connection): Promise<void> {
  await db.query('begin transaction isolation level repeatable read, read only');
}

export async function emptyStage(warehouse: Connection, name: string): Promise<void> {
  await warehouse.query(`truncate ${stageOf(name)}`);
}

/** Streams the rows of a query into the staging table of a source; gives their number. Holds some 100 kB of them at a time. */
export async function copyRows(
  replica: Connection,
  warehouse: Connection,
  source: Source,
  { sql, values }: Extraction,
): Promise<number> {
  const target = warehouse.query(copyFrom(`copy ${stageOf(source.name)} from stdin`));
  await pipeline(replica.query(copyTo(`copy (${withValues(sql, values)}) to stdout`)), target);
  return target.rowCount;
}

/** Adds what the source says of its whole table to `stage_control`. */
export async function copyControl(
  replica: Connection,
  warehouse: Connection,
  name: string,
  sql: string,
): Promise<void> {
  const target = warehouse.query(copyFrom('copy stage_control from stdin'));
  await pipeline(
    replica.query(copyTo(`copy (select ${pg.escapeLiteral(name)}, c.* from (${sql}) c) to stdout`)),
    target,
  );
}

/** Writes rows of the program's own into a staging table. */
export async function copyOwn(
  warehouse: Connection,
  name: string,
  rows: Iterable<readonly (string | undefined)[]>,
): Promise<void> {
  const target = warehouse.query(copyFrom(`copy ${stageOf(name)} from stdin`));
  await pipeline(Readable.from(lines(rows)), target);
}

/** Without statistics the planner takes a staging table for an empty one. */
export async function analyzeStage(warehouse: Connection, name: string): Promise<void> {
  await warehouse.query(`analyze ${stageOf(name)}`);
}

export async function listWatermarks(warehouse: Connection): Promise<Map<string, Watermark>> {
  const { rows } = await warehouse.query<{ source: string; updatedAt: string; id: string }>(
    `select source, to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "updatedAt", id from watermark`,
  );
  return new Map(
    rows.map(({ source, updatedAt, id }) => [source, { updatedAt: Temporal.Instant.from(updatedAt), id }]),
  );
}

/** Moves the watermark of a source to the last row that was read; never back, and never into the future, where a row with a wrong time would hide others. */
export async function moveWatermark(warehouse: Connection, name: string): Promise<void> {
  await warehouse.query(
    `insert into watermark (source, updated_at, id)
     select $1, least(s.updated_at, now()), s.id::text from ${stageOf(name)} s order by s.updated_at desc, s.id desc limit 1
     on conflict (source) do update set updated_at = excluded.updated_at, id = excluded.id
      where watermark.updated_at <= excluded.updated_at`,
    [name],
  );
}

/** COPY takes no parameters. */
function withValues(sql: string, values: readonly string[]): string {
  return sql.replaceAll(/\$(\d)/g, (_whole, number: string) => pg.escapeLiteral(values[Number(number) - 1] ?? ''));
}

function stageOf(name: string): string {
  return pg.escapeIdentifier(`stage_${name}`);
}

/** Text format of COPY. */
function* lines(rows: Iterable<readonly (string | undefined)[]>): Generator<string> {
  for (const row of rows) yield `${row.map(field).join('\t')}\n`;
}

function field(value: string | undefined): string {
  if (value === undefined) return '\\N';
  return value.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
