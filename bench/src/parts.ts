import type { ProcessReport, Stack } from '@airside/prove';
import { treeMicroseconds } from './cpu.ts';

/** Processes that are measured together. */
export type Part = { name: string; pids: number[] };

export function pidsOf(processes: readonly ProcessReport[]): number[] {
  return processes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
}

/** Redis and the clusters of PostgreSQL, each with all of its nodes. */
export async function serverParts(stack: Stack): Promise<Part[]> {
  const { databases, redis } = await stack.report();
  return [
    { name: 'Redis, all nodes', pids: pidsOf(redis.nodes) },
    ...['booking', 'users'].map((cluster) => ({
      name: `PostgreSQL ${cluster}, all nodes`,
      pids: pidsOf(databases.filter((node) => node.cluster === cluster)),
    })),
  ];
}

/** CPU time so far, in microseconds. */
export function cpuOf({ pids }: Part): number {
  return pids.reduce((total, pid) => total + treeMicroseconds(pid), 0);
}
