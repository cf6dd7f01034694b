import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type pg from 'pg';
import { until } from '../kit/stack.ts';
import type { OwnWarehouse } from './databases.ts';

const main = join(import.meta.dirname, '../../../etl/src/cli/main.ts');
const reachedMs = 60_000;

/** `npm run etl`, as a process that can be killed. */
type Load = { child: ChildProcess; ended: Promise<{ code: number | null; output: string }> };

function startLoad(environment: Record<string, string>, args: readonly string[] = []): Load {
  const child = spawn(process.execPath, [main, ...args], { env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    child,
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, output }))),
  };
}

/** A run to its end; rows that it changed. Throws with its words where it does not publish. */
export async function load(environment: Record<string, string>, ...args: string[]): Promise<number> {
  const { code, output } = await startLoad(environment, args).ended;
  const changed = / (\d+) changed/.exec(output)?.[1];
  if (code !== 0 || changed === undefined) throw new Error(`the load ended with ${code}:\n${output}`);
  return Number(changed);
}

/** Where a load is killed: after it has done its step of this number, before it does the next; or when it has published and not said so. */
export type Place = number | 'published';

/**
 * Kills a load with SIGKILL at a place, by no means of its own: another transaction holds back the note that it writes there, so
 * that it stands still exactly then.
 */
export async function killAt(warehouse: OwnWarehouse, place: Place): Promise<void> {
  const gate = await warehouse.connect();
  const blocker = await warehouse.connect();
  // Within a transaction the list of activities stays as it was first seen.
  const watcher = await warehouse.connect();
  try {
    await gate.query('begin; lock table stage_control in access share mode');
    const { child, ended } = startLoad(warehouse.environment);
    try {
      await until('the load stands before its first step', () => waits(watcher, 'airside etl'), reachedMs);
      await blocker.query('begin');
      await blocker.query(
        place === 'published'
          ? 'lock table dq_result in share mode'
          : `insert into etl_step (run_id, place, name, started_at, finished_at, rows)
             select max(id), ${place}, 'held back', now(), now(), 0 from etl_run`,
      );
      await gate.query('rollback');
      await until(`the load stands at ${place}`, () => waits(watcher, 'airside etl log'), reachedMs);
    } finally {
      child.kill('SIGKILL');
    }
    await ended;
  } finally {
    await Promise.all([gate.end(), blocker.end(), watcher.end()]);
  }
  await warehouse.whenLeft();
}

/** Kills a load so many milliseconds after its start, wherever it is then. */
export async function killAfter(warehouse: OwnWarehouse, afterMs: number): Promise<void> {
  const { child, ended } = startLoad(warehouse.environment);
  const killing = setTimeout(() => child.kill('SIGKILL'), afterMs);
  await ended;
  clearTimeout(killing);
  await warehouse.whenLeft();
}

/** Whether a connection of this name waits for a lock. */
async function waits(client: pg.Client, applicationName: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from pg_stat_activity
      where datname = current_database() and application_name = $1 and wait_event_type = 'Lock'`,
    [applicationName],
  );
  return rowCount === 1;
}
