import { formatTable } from '@airside/local-stack';
import type { Experiment, OnAnyStack, OnItsOwn } from './experiments.ts';
import { NotRun } from './kit/small-disk.ts';
import { openStack, type Stack } from './kit/stack.ts';
import { type Finding, progress } from './report.ts';
import { type Proven, type Row, tabulate } from './table.ts';

type Named = [name: string, experiment: Extract<Experiment, OnAnyStack>];
type NamedOnItsOwn = [name: string, experiment: Extract<Experiment, OnItsOwn>];

/**
 * Every experiment that any stack will do for, at its small size. Those that want the same stack share one. Prints a row for
 * each requirement, also for those that nobody proves.
 */
export async function proveAll(experiments: Readonly<Record<string, Experiment>>, port: number): Promise<Finding> {
  const startedMs = performance.now();
  const all: Proven[] = [];
  const note = (proven: Proven) => {
    all.push(proven);
    const { name, finding, tookMs } = proven;
    const word = finding.notRun ?? (finding.ok ? 'held' : `DID NOT HOLD ${JSON.stringify(finding.figures)}`);
    progress(`${name}: ${word} (${(tookMs / 1000).toFixed(0)} s)`);
  };
  const onAnyStack = Object.entries(experiments).filter((entry): entry is Named => 'prove' in entry[1]);
  const wish = ([, { instances, env, disk }]: Named) => JSON.stringify({ instances, env, disk });
  for (const [, group] of Map.groupBy(onAnyStack, wish)) {
    for await (const proven of proveGroup(group, port)) note(proven);
  }
  const onItsOwn = Object.entries(experiments).filter((entry): entry is NamedOnItsOwn => 'open' in entry[1]);
  for (const one of onItsOwn) if (one[1].isShort) note(await proveOnItsOwn(one, port));
  const rows = tabulate(all);
  print(rows);
  const count = (result: Row['result']) => rows.filter((row) => row.id !== '' && row.result === result).length;
  return {
    ok: all.every(({ finding }) => finding.ok),
    figures: {
      held: count('held'),
      didNotHold: count('DID NOT HOLD'),
      notRun: count('not run'),
      notProven: count('not proven'),
      seconds: Math.round((performance.now() - startedMs) / 1000),
    },
  };
}

function print(rows: readonly Row[]): void {
  const head = ['id', 'requirement', 'result', 'seconds', 'size', 'by', 'figures'];
  const lines = rows.map(({ id, what, result, seconds, size, by, figures }) => [
    id,
    what,
    result,
    seconds,
    size,
    by,
    figures,
  ]);
  console.log(`\n${formatTable([head, ...lines])}`);
}

async function* proveGroup(group: readonly Named[], port: number): AsyncGenerator<Proven> {
  let stack: Stack | undefined;
  const closeAtOnce = () => void stack?.close().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, closeAtOnce);
  try {
    for (const [name, { prove, proves, runs, instances, env, disk }] of group) {
      const startedMs = performance.now();
      let finding: Finding;
      try {
        const more = { ...(env === undefined ? {} : { env }), ...(disk === undefined ? {} : { disk }) };
        stack ??= await openStack({ port, instances, ...more });
        finding = await prove(stack, { isQuick: true, runs: runs.quick });
      } catch (error) {
        finding = findingOf(error);
      }
      yield { name, proves, finding, tookMs: performance.now() - startedMs };
      if (finding.ok) continue;
      // Who knows in what state it is: the next one gets another.
      await stack?.close();
      stack = undefined;
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, closeAtOnce);
    await stack?.close();
  }
}

async function proveOnItsOwn([name, { open, proves, runs }]: NamedOnItsOwn, port: number): Promise<Proven> {
  const startedMs = performance.now();
  let finding: Finding;
  try {
    const { stack, prove } = await open(port);
    const closeAtOnce = () => void stack.close().finally(() => process.exit(130));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, closeAtOnce);
    try {
      finding = await prove({ isQuick: true, runs: runs.quick });
    } finally {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, closeAtOnce);
      await stack.close();
    }
  } catch (error) {
    finding = findingOf(error);
  }
  return { name, proves, finding, tookMs: performance.now() - startedMs };
}

/** What it comes to where an experiment ended with an error. */
export function findingOf(error: unknown): Finding {
  if (error instanceof NotRun) return { ok: true, figures: {}, notRun: error.message };
  return { ok: false, figures: { error: error instanceof Error ? error.message : String(error) } };
}
