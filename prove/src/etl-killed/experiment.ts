import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Stack } from '../kit/stack.ts';
import { type ExperimentOptions, type Finding, progress, round } from '../report.ts';
import { createOwnWarehouse, type OwnWarehouse } from './databases.ts';
import { killAfter, killAt, load, type Place } from './load.ts';

const simulator = join(import.meta.dirname, '../../../simulator/src/main.ts');
/** Of kills at no particular moment, at the full size. */
const killsAtRandom = 30;

type Outcome = {
  place: string;
  /** What the killed load left is what was there before, or, where it had published, all of it. */
  isWhole: boolean;
  /** Run again, it came to what one clean run comes to; absent: not run again. */
  isEqual?: boolean;
};

/**
 * R18: a load killed with SIGKILL after each of its steps leaves nothing, and run again it equals one clean run by checksum. At the
 * full size it is run again after each kill, and killed in the midst of steps too; at the small one it is killed after every other step.
 */
export async function proveEtlKilled(stack: Stack, { isQuick, runs }: ExperimentOptions): Promise<Finding> {
  const warehouse = await createOwnWarehouse(stack.dataDir, (environment) => load(environment, '--dry-run'));
  try {
    await warehouse.empty();
    await fillSources(stack, warehouse);
    await warehouse.empty();
    const before = await warehouse.checksum();
    const startedMs = performance.now();
    const rows = await load(warehouse.environment);
    const tookMs = performance.now() - startedMs;
    const clean = await warehouse.checksum();
    const steps = await countSteps(warehouse);
    progress(`one clean run: ${rows} rows in ${steps} steps, ${round(tookMs / 1000)} s`);

    const outcomes: Outcome[] = [];
    for (let run = 1; run <= runs; run += 1) {
      outcomes.push(...(await killAtEach(warehouse, { steps, before, clean, isQuick })));
      if (!isQuick) outcomes.push(...(await killInTheMidst(warehouse, { before, clean, tookMs, run })));
    }
    await warehouse.empty();
    await load(warehouse.environment);
    const isSteady = (await warehouse.checksum()) === clean;
    return findingOf({ outcomes, steps, rows, isSteady });
  } finally {
    await warehouse.drop();
  }
}

/** The demo's world, where nobody has put anything in. */
async function fillSources(stack: Stack, warehouse: OwnWarehouse): Promise<void> {
  await load(warehouse.environment);
  if ((await countOf(warehouse, 'fact_booking')) > 0) return;
  await promisify(execFile)(process.execPath, [simulator, 'demo', '--no-day', '--data', stack.dataDir]);
}

type Known = { before: string; clean: string };

async function killAtEach(
  warehouse: OwnWarehouse,
  { steps, before, clean, isQuick }: Known & { steps: number; isQuick: boolean },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const each = Array.from({ length: steps }, (_unused, index) => index + 1);
  const places: Place[] = [...each.filter((step) => !isQuick || (steps - step) % 2 === 0), 'published'];
  await warehouse.empty();
  for (const place of places) {
    if (!isQuick) await warehouse.empty();
    await killAt(warehouse, place);
    const left = await warehouse.checksum();
    const isWhole = left === (place === 'published' ? clean : before);
    // After a kill that left nothing the next one finds the same: at the small size, one run at the end is after all of them.
    const isLast = place === steps || place === 'published';
    const again = isQuick && !isLast ? {} : { isEqual: await isEqualAgain(warehouse, clean) };
    if (isQuick && place === steps) await warehouse.empty();
    outcomes.push({ place: String(place), isWhole, ...again });
  }
  return outcomes;
}

async function killInTheMidst(
  warehouse: OwnWarehouse,
  { before, clean, tookMs, run }: Known & { tookMs: number; run: number },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let kill = 0; kill < killsAtRandom; kill += 1) {
    await warehouse.empty();
    // Spread evenly, shifted a little from run to run.
    const afterMs = ((kill + run / 10) / killsAtRandom) * tookMs;
    await killAfter(warehouse, afterMs);
    const left = await warehouse.checksum();
    outcomes.push({
      place: `${round(afterMs / 1000, 2)} s`,
      isWhole: left === before || left === clean,
      isEqual: await isEqualAgain(warehouse, clean),
    });
  }
  return outcomes;
}

async function isEqualAgain(warehouse: OwnWarehouse, clean: string): Promise<boolean> {
  await load(warehouse.environment);
  return (await warehouse.checksum()) === clean;
}

function findingOf(found: { outcomes: Outcome[]; steps: number; rows: number; isSteady: boolean }): Finding {
  const { outcomes, steps, rows, isSteady } = found;
  const torn = outcomes.filter(({ isWhole }) => !isWhole);
  const unequal = outcomes.filter(({ isEqual }) => isEqual === false);
  for (const { place } of torn) progress(`killed at ${place}: it left something half done`);
  for (const { place } of unequal) progress(`killed at ${place}: run again, it differs from a clean run`);
  if (!isSteady) progress('the sources have changed meanwhile: a clean run differs from the one at the beginning');
  return {
    ok: torn.length === 0 && unequal.length === 0 && isSteady,
    figures: {
      rows,
      steps,
      kills: outcomes.length,
      leftHalfDone: torn.length,
      runAgain: outcomes.filter(({ isEqual }) => isEqual !== undefined).length,
      differentFromClean: unequal.length,
    },
  };
}

const countSteps = (warehouse: OwnWarehouse) =>
  countOf(warehouse, '(select from etl_step where run_id = (select max(id) from etl_run)) steps');

async function countOf(warehouse: OwnWarehouse, what: string): Promise<number> {
  const client = await warehouse.connect();
  try {
    const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from ${what}`);
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}
