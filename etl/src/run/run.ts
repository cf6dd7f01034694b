import { publish } from '@airside/events';
import { asDb, begin, commit, connect, type Connection, execute, rollback } from '../database/queries.ts';
import { extract, type SourceUrls } from '../extract/extract.ts';
import { moveWatermark } from '../extract/queries.ts';
import { sources } from '../extract/sources.ts';
import { type Check, loadedChecks, stagedChecks } from '../quality/checks.ts';
import { runCheck } from '../quality/queries.ts';
import { type CheckResult, decidePublishing } from '../quality/rules.ts';
import { dimensionStatements } from '../transform/dimensions/queries.ts';
import { factStatements } from '../transform/facts/queries.ts';
import { martStatements } from '../transform/marts/queries.ts';
import type { Statement } from '../transform/statement.ts';
import { runFinished } from './events.ts';
import {
  deleteOldDetails,
  type Finished,
  finishRun,
  insertResults,
  insertRun,
  insertStep,
  markInterrupted,
  type RunOptions,
  tryRunLock,
} from './queries.ts';

export type RunDeps = {
  warehouseUrl: string;
  sourceUrls: SourceUrls;
  /** After each step. */
  onStep?: (step: FinishedStep) => void | Promise<void>;
  now: () => Temporal.Instant;
};

export type FinishedStep = { name: string; rows: number; seconds: number };

/** What became of a run. `refused`: a check found rows that cannot be published; nothing was changed. */
export type RunResult = {
  runId: number;
  state: 'succeeded' | 'refused';
  rowsRead: number;
  rowsChanged: number;
  seconds: number;
  steps: FinishedStep[];
  checks: CheckResult[];
  /** Why it was refused. */
  reason: string | undefined;
};

/** A run that takes longer is given up: a server has gone without a word. In milliseconds. */
const longestRunMs = 2 * 3_600_000;

/** Another process is loading. */
export class RunUnderWay extends Error {
  constructor() {
    super('another run is under way');
    this.name = 'RunUnderWay';
  }
}

/**
 * Reads what is new, makes facts of it, checks them and publishes them: all that changes the warehouse is one transaction, so that
 * whoever reads it sees yesterday's figures or today's, and a run that is killed anywhere has done nothing. Throws RunUnderWay;
 * any other error is noted in `etl_run` before it comes out.
 */
export async function runOnce(deps: RunDeps, options: RunOptions): Promise<RunResult> {
  const deadline = AbortSignal.timeout(longestRunMs);
  const log = await connect(deps.warehouseUrl, 'airside etl log', deadline);
  try {
    if (!(await tryRunLock(log))) throw new RunUnderWay();
    await markInterrupted(log);
    await deleteOldDetails(log);
    const runId = await insertRun(log, options);
    const steps = noteSteps(log, runId, deps);
    try {
      const result = await load(deps, options, { steps, deadline });
      await finish(log, { runId, options, now: deps.now }, { ...result, error: result.reason }, result.checks);
      return { runId, ...result, seconds: steps.seconds(), steps: steps.done };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const failed = { state: 'failed', rowsRead: 0, rowsChanged: 0, error: text } as const;
      // Where the warehouse itself is gone nothing can be noted; the next run says that this one was interrupted.
      await finish(log, { runId, options, now: deps.now }, failed, []).catch(() => undefined);
      throw error;
    }
  } finally {
    await log.end();
  }
}

type Begun = { runId: number; options: RunOptions; now: () => Temporal.Instant };

/** Notes the end of a run; the event leaves with the note. */
async function finish(
  log: Connection,
  begun: Begun,
  finished: Finished,
  checks: readonly CheckResult[],
): Promise<void> {
  const { runId, options, now } = begun;
  await begin(log);
  await insertResults(log, runId, checks);
  await finishRun(log, runId, finished);
  if (!options.isDry) {
    await publish(asDb(log), [runFinished({ runId, kind: options.run.kind, finished, checks, at: now() })]);
  }
  await commit(log);
}

type Steps = {
  take(name: string, work: () => Promise<number>): Promise<number>;
  done: FinishedStep[];
  seconds(): number;
};

function noteSteps(log: Connection, runId: number, { onStep, now }: RunDeps): Steps {
  const begun = performance.now();
  const secondsSince = (startMs: number) => (performance.now() - startMs) / 1000;
  const done: FinishedStep[] = [];
  return {
    done,
    seconds: () => secondsSince(begun),
    async take(name, work) {
      const startedAt = now();
      const startMs = performance.now();
      const rows = await work();
      const step = { name, rows, seconds: secondsSince(startMs) };
      done.push(step);
      await insertStep(log, runId, { place: done.length, name, startedAt, rows });
      await onStep?.(step);
      return rows;
    },
  };
}

type Loaded = Pick<RunResult, 'state' | 'rowsRead' | 'rowsChanged' | 'checks' | 'reason'>;

async function load(
  deps: RunDeps,
  { run, isDry }: RunOptions,
  { steps, deadline }: { steps: Steps; deadline: AbortSignal },
): Promise<Loaded> {
  const warehouse = await connect(deps.warehouseUrl, 'airside etl', deadline);
  try {
    const rowsRead = await extract({ warehouse, urls: deps.sourceUrls, run, step: steps.take, signal: deadline });
    await begin(warehouse);
    const { rowsChanged, checks } = await transform(warehouse, steps);
    const verdict = decidePublishing(checks);
    if (verdict.kind === 'refuse' || isDry) await rollback(warehouse);
    else {
      for (const { name, changedAt } of sources) if (changedAt !== undefined) await moveWatermark(warehouse, name);
      await commit(warehouse);
    }
    return verdict.kind === 'refuse'
      ? { state: 'refused', rowsRead, rowsChanged: 0, checks, reason: verdict.reason }
      : { state: 'succeeded', rowsRead, rowsChanged, checks, reason: undefined };
  } finally {
    // Whatever is still open is rolled back by the server.
    await warehouse.end();
  }
}

/** In the caller's transaction. What was read wrong is not loaded, what was loaded wrong is not summed up. */
async function transform(warehouse: Connection, steps: Steps): Promise<{ rowsChanged: number; checks: CheckResult[] }> {
  const checks = await check(warehouse, steps, 'check what was read', stagedChecks);
  if (decidePublishing(checks).kind === 'refuse') return { rowsChanged: 0, checks };
  let rowsChanged = await write(warehouse, steps, [...dimensionStatements, ...factStatements]);
  checks.push(...(await check(warehouse, steps, 'check what was loaded', loadedChecks)));
  if (decidePublishing(checks).kind === 'refuse') return { rowsChanged: 0, checks };
  if (rowsChanged > 0) rowsChanged += await write(warehouse, steps, martStatements);
  return { rowsChanged, checks };
}

/** One step for each table; the planner learns of what is new before others read it. */
async function write(warehouse: Connection, steps: Steps, statements: readonly Statement[]): Promise<number> {
  let total = 0;
  for (const { table, sql, before } of statements) {
    const changed = await steps.take(`write ${table}`, async () => {
      if (before !== undefined) await execute(warehouse, before);
      return execute(warehouse, sql);
    });
    if (changed > 1000) await execute(warehouse, `analyze ${table}`);
    total += changed;
  }
  return total;
}

async function check(
  warehouse: Connection,
  steps: Steps,
  name: string,
  checks: readonly Check[],
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  await steps.take(name, async () => {
    for (const each of checks) results.push(await runCheck(warehouse, each));
    return results.length;
  });
  return results;
}
