import type { Experiment, OnAnyStack } from './experiments.ts';
import { openStack, type Stack } from './kit/stack.ts';
import { type Finding, progress } from './report.ts';
import { rowOf } from './requirements.ts';

type Named = [name: string, experiment: Extract<Experiment, OnAnyStack>];

/** Every experiment that any stack will do for, at its small size. Those that want the same stack share one. */
export async function proveAll(experiments: Readonly<Record<string, Experiment>>, port: number): Promise<Finding> {
  const figures: Finding['figures'] = {};
  let ok = true;
  const onAnyStack = Object.entries(experiments).filter((entry): entry is Named => 'prove' in entry[1]);
  for (const [, group] of Map.groupBy(onAnyStack, ([, { instances, env }]) => JSON.stringify({ instances, env }))) {
    for await (const { name, finding, tookMs } of proveGroup(group, port)) {
      ok &&= finding.ok;
      const failed = finding.ok ? '' : ` ${JSON.stringify(finding.figures)}`;
      const row = rowOf(name, experiments[name]?.says ?? '');
      figures[row] = `${finding.ok ? 'held' : 'DID NOT HOLD'} (${(tookMs / 1000).toFixed(0)} s)${failed}`;
      progress(`${name}: ${figures[row]}`);
    }
  }
  return { ok, figures };
}

type Proven = { name: string; finding: Finding; tookMs: number };

async function* proveGroup(group: readonly Named[], port: number): AsyncGenerator<Proven> {
  let stack: Stack | undefined;
  const closeAtOnce = () => void stack?.close().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, closeAtOnce);
  try {
    for (const [name, { prove, runs, instances, env }] of group) {
      const startedMs = performance.now();
      let finding: Finding;
      try {
        stack ??= await openStack({ port, instances, ...(env === undefined ? {} : { env }) });
        finding = await prove(stack, { isQuick: true, runs: runs.quick });
      } catch (error) {
        finding = { ok: false, figures: { error: error instanceof Error ? error.message : String(error) } };
      }
      yield { name, finding, tookMs: performance.now() - startedMs };
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
