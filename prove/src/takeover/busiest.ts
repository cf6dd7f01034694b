import type { ProcessReport, Stack } from '../kit/stack.ts';

/** CPU time of instances in seconds, by name, as they tell it themselves. */
export type CpuTimes = ReadonlyMap<string, number>;

export async function readCpu(stack: Stack, service: string): Promise<CpuTimes> {
  const instances = await stack.instancesOf(service);
  return new Map(
    await Promise.all(instances.map(async (one): Promise<[string, number]> => [one.name, await ask(one)])),
  );
}

/** Who has worked most since an earlier look. */
export function findBusiest(before: CpuTimes, after: CpuTimes): string | undefined {
  const worked = [...after].map(([name, seconds]) => ({ name, seconds: seconds - (before.get(name) ?? 0) }));
  return worked.toSorted((one, other) => other.seconds - one.seconds)[0]?.name;
}

async function ask({ port }: ProcessReport): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(5000) });
  const figure = /^process_cpu_seconds_total\S* (\S+)/m.exec(await answer.text())?.[1];
  if (figure === undefined) throw new Error(`port ${port} does not tell its CPU time`);
  return Number(figure);
}
