import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { classify } from './errors.ts';
import { listMigrations, migrationsTable } from './migration-files.ts';
import { probeNode, type Self } from './queries.ts';

export type MigrateOptions = {
  /** All nodes of the cluster, with the role that owns the schema. */
  urls: readonly string[];
  /** Folder of `0001-name.sql` files; applied in the order of their names, each in a transaction, never undone. */
  folder: string;
  /** Give up after, in milliseconds. */
  timeoutMs?: number;
};

/** Key of the advisory lock; one database serves several services, so the role's own oid joins it in the lock. */
const lockKey = 4_000;

/**
 * Brings the schema up to date. Safe when several instances start at once: one works, the others wait for it. The lock is
 * the server's own advisory lock, so a migrator that is killed leaves none behind. Where the primary changes meanwhile it
 * begins again on the next one: each file is a transaction with the note that it was applied.
 */
export async function migrate({ urls, folder, timeoutMs = 30_000 }: MigrateOptions): Promise<string[]> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const url = await findPrimary(urls, deadlineMs);
    try {
      return await migrateOn(url, folder, timeoutMs);
    } catch (error) {
      const isGone = ['notDone', 'unknown'].includes(classify(error, 'running'));
      if (!isGone || performance.now() > deadlineMs) throw error;
      await delay(200);
    }
  }
}

async function migrateOn(url: string, folder: string, timeoutMs: number): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, statement_timeout: timeoutMs });
  lock.on('error', () => undefined);
  await lock.connect();
  try {
    await lock.query(
      `select pg_advisory_lock($1, (select oid::bigint % 2147483647 from pg_roles where rolname = current_user)::int)`,
      [lockKey],
    );
    if ((await listPending(lock, folder)).length === 0) return [];
    // Loaded only when there is something to apply: knex would cost every instance 20 MB for its whole life.
    const { applyMigrations } = await import('./apply-migrations.ts');
    return await applyMigrations(url, folder);
  } finally {
    await lock.end();
  }
}

/** Files that the schema has not seen, in order. */
async function listPending(client: pg.Client, folder: string): Promise<string[]> {
  const files = await listMigrations(folder);
  const { rows } = await client.query<{ isThere: boolean }>(`select to_regclass($1) is not null as "isThere"`, [
    migrationsTable,
  ]);
  if (rows[0]?.isThere !== true) return files;
  const applied = await client.query<{ name: string }>(`select name from ${migrationsTable}`);
  const names = new Set(applied.rows.map(({ name }) => name));
  return files.filter((file) => !names.has(file));
}

async function findPrimary(urls: readonly string[], deadlineMs: number): Promise<string> {
  for (;;) {
    const answers = await Promise.all(urls.map(probeOnce));
    const [best] = answers
      .filter((answer) => typeof answer !== 'string' && !answer.isStandby && !answer.isReadOnly)
      .toSorted((one, other) => timelineOf(other) - timelineOf(one));
    const primary = best === undefined ? undefined : urls[answers.indexOf(best)];
    if (primary !== undefined) return primary;
    if (performance.now() > deadlineMs) {
      const told = answers.map((answer) => (typeof answer === 'string' ? answer : 'not writable'));
      throw new Error(`No primary found to migrate: ${told.join('; ')}`);
    }
    await delay(200);
  }
}

const timelineOf = (answer: Self | string) => (typeof answer === 'string' ? 0 : answer.timeline);

/** What the node says of itself, or why it says nothing. */
async function probeOnce(url: string): Promise<Self | string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000, query_timeout: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await probeNode(client);
  } catch (error) {
    // Wrong credentials and the like will not heal by waiting.
    const { code } = error as { code?: string };
    if (code?.startsWith('28') === true) throw error;
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
