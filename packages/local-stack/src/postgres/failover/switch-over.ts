import { setTimeout as delay } from 'node:timers/promises';
import { StackError } from '../../stack-error.ts';
import type { ManagedCluster } from '../cluster.ts';
import { readControlFile } from '../control-file.ts';
import { demoteFolder } from '../folder.ts';
import type { ClusterNode } from '../node.ts';
import { listStandbys, withDatabase } from '../queries.ts';
import { waitForServer } from '../readiness.ts';
import { failOver, promote, readySlots } from './fail-over.ts';
import { allowWrites, areWritesOver, checkpoint, findEnd, refuseWrites, refusingSince } from './queries.ts';
import { until } from './until.ts';

/** Longest that new writes wait for those that run, in milliseconds; clients wait longer than that and the rest together. */
const drainMs = 2000;
const stopMs = 4000;
const lastBytesMs = 1000;
const clientProbeMs = 350;

const reason = 'switched over on purpose';

/**
 * Gives the primary's place to a standby without a failed request: new write transactions are refused (clients wait and ask
 * again), running ones end, the server stops and hands over all it has, and only then a standby is promoted. The old
 * primary comes back as a standby with the data it has. Throws StackError, with nothing changed, where it cannot be done.
 */
export async function switchOver(cluster: ManagedCluster, signal: AbortSignal): Promise<ClusterNode> {
  const old = cluster.primary();
  const target = await chooseSuccessor(cluster);
  // The checkpoint at the end of a server is the shorter, the less has changed since the last one.
  await withDatabase(cluster.urlOf(old), checkpoint);
  try {
    await drain(cluster.urlOf(old), signal);
  } catch (error) {
    await withDatabase(cluster.urlOf(old), allowWrites);
    signal.throwIfAborted();
    throw new StackError(`${cluster.name} was left as it is: ${messageOf(error)}`, { cause: error });
  }
  await old.process.stop('SIGINT', stopMs);
  if (!(await hasEverything(cluster, target, old, signal))) {
    // It did not stop in order, or the standby was cut off from it: then this is a failover like any other.
    await failOver(cluster, reason, signal);
    return cluster.primary();
  }
  signal.throwIfAborted();
  cluster.decidePrimary(target, reason);
  demoteFolder(old.dataDir, cluster.runAs);
  await promote(cluster);
  signal.throwIfAborted();
  await old.process.start();
  await waitForServer(old, cluster.urlOf(old));
  await readySlots(cluster, old);
  return target;
}

/** The standby that is furthest. */
async function chooseSuccessor(cluster: ManagedCluster): Promise<ClusterNode> {
  const rows = await withDatabase(cluster.urlOf(cluster.primary()), listStandbys);
  const [best] = rows
    .filter(({ state }) => state === 'streaming')
    .toSorted((one, other) => one.lagBytes - other.lagBytes);
  const target = cluster.nodes.find(({ name }) => name === best?.name);
  if (target === undefined) throw new StackError(`${cluster.name} has no standby that could take over now`);
  return target;
}

async function drain(url: string, signal: AbortSignal): Promise<void> {
  await withDatabase(url, async (server) => {
    await refuseWrites(server);
    const at = await until('the server refuses writes', () => withDatabase(url, refusingSince), {
      withinMs: drainMs,
      signal,
    });
    await until('running transactions have ended', () => areWritesOver(server, at), { withinMs: drainMs, signal });
    // Clients that have nothing to write at the moment hear of it by their next probe.
    await delay(clientProbeMs, undefined, { signal });
  });
}

/** Whether the old primary stopped in order and the standby has its very last record. */
async function hasEverything(
  cluster: ManagedCluster,
  target: ClusterNode,
  old: ClusterNode,
  signal: AbortSignal,
): Promise<boolean> {
  const control = readControlFile(old.dataDir);
  if (control?.isShutDown !== true) return false;
  return withDatabase(cluster.urlOf(target), async (server) => {
    const look = async () => (await findEnd(server)).position > control.checkpoint;
    return until('the last record', look, { withinMs: lastBytesMs, signal }).catch(() => false);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
