import type { ManagedCluster } from '../cluster.ts';
import type { ClusterNode } from '../node.ts';
import { promote as promoteServer, withDatabase } from '../queries.ts';
import { connectionToPrimary } from '../settings.ts';
import { fence } from './fence.ts';
import { endReceiver, findEnd, prepareSlots, type ReceiverRow, setSlot, setSource } from './queries.ts';
import { chooseTarget } from './rules.ts';
import { until } from './until.ts';

/** How long the last bytes of a dead primary may take to arrive, in milliseconds. */
const lastBytesMs = 3000;
/** A standby that was started anew has replayed all it has when nothing moved for so long, in milliseconds. */
const restMs = 500;

/**
 * Puts the most advanced standby in the place of a primary that is lost. In this order: nothing of the old one runs, or
 * else no standby listens to it; the standbys tell where their logs end; the choice is written down; only then somebody is
 * promoted. All standbys must answer: throws where one does not, and nothing is decided then.
 */
export async function failOver(cluster: ManagedCluster, reason: string, signal: AbortSignal): Promise<void> {
  const standbys = cluster.standbys();
  const isFenced = await fence(cluster.primary());
  if (!isFenced) await Promise.all(standbys.map((node) => turnAway(cluster, node)));
  const ends = await Promise.all(standbys.map((node) => lastWord(cluster, node, { isFenced, signal })));
  const target = standbys[chooseTarget(ends)];
  if (target === undefined) throw new Error('there is no standby');
  signal.throwIfAborted();
  cluster.decidePrimary(target, reason);
  await promote(cluster);
}

/** Makes the node that was decided upon the primary, and lets the others that answer follow it. */
export async function promote(cluster: ManagedCluster): Promise<void> {
  const target = cluster.primary();
  const others = cluster.standbys().filter((node) => node.process.status().state === 'running');
  // Told beforehand, they are there when the first commit needs one of them.
  const following = Promise.allSettled(others.map((node) => follow(cluster, node)));
  await withDatabase(cluster.urlOf(target), promoteServer);
  await following;
  await readySlots(cluster, target);
}

/** Lets a standby follow the primary of today. */
export async function follow(cluster: ManagedCluster, node: ClusterNode): Promise<void> {
  const { port } = cluster.primary();
  const conninfo = connectionToPrimary(node.name, { port, password: cluster.replicationPassword });
  await withDatabase(cluster.urlOf(node), async (server) => {
    await setSlot(server, node.name);
    await setSource(server, conninfo);
  });
}

/** Lets any other node follow this one from now on. */
export async function readySlots(cluster: ManagedCluster, node: ClusterNode): Promise<void> {
  const others = cluster.nodes.filter((other) => other !== node).map((other) => other.name);
  await withDatabase(cluster.urlOf(node), (server) => prepareSlots(server, others));
}

async function turnAway(cluster: ManagedCluster, node: ClusterNode): Promise<void> {
  await withDatabase(cluster.urlOf(node), async (server) => {
    await setSource(server, '');
    await endReceiver(server);
  });
}

/** Where a standby's log ends once nothing can arrive any more. */
async function lastWord(
  cluster: ManagedCluster,
  node: ClusterNode,
  { isFenced, signal }: { isFenced: boolean; signal: AbortSignal },
): Promise<ReceiverRow> {
  return withDatabase(cluster.urlOf(node), async (server) => {
    let last: { end: ReceiverRow; sinceMs: number } | undefined;
    return until(
      `the end of the log of ${node.name}`,
      async () => {
        const end = await findEnd(server);
        const nowMs = performance.now();
        if (last === undefined || end.isReceiving || end.position !== last.end.position) last = { end, sinceMs: nowMs };
        if (end.isReceiving) return undefined;
        // A fenced primary sends nothing more; one that may live could have been asked for once more meanwhile.
        return (isFenced && end.isComplete) || nowMs - last.sinceMs >= restMs ? end : undefined;
      },
      { withinMs: lastBytesMs, signal },
    );
  });
}
