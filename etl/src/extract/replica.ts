import { setTimeout as delay } from 'node:timers/promises';
import { connect, type Connection } from '../database/queries.ts';
import { beginSnapshot, currentPosition, hasReplayed, isStandby } from './queries.ts';

export type Replica = {
  connection: Connection;
  close(): Promise<void>;
};

/** Longest wait for a replica to have what its primary had when the run asked, in milliseconds. */
const longestReplayMs = 60_000;
const replayPollMs = 50;

/**
 * A connection to a replica of a cluster that has replayed all that its primary has written until now, in a snapshot of that
 * moment. Throws where there is no primary to ask, no replica, or one that does not catch up.
 */
export async function openReplica(cluster: string, urls: readonly string[], signal?: AbortSignal): Promise<Replica> {
  const nodes = await Promise.allSettled(urls.map((url) => lookAt(url, signal)));
  const found = nodes.flatMap((node) => (node.status === 'fulfilled' ? [node.value] : []));
  const reasons = nodes.flatMap((node) => (node.status === 'rejected' ? [String((node.reason as Error).message)] : []));
  const fail = async (what: string): Promise<never> => {
    await Promise.all(found.map(({ connection }) => connection.end()));
    throw new Error([`${cluster}: ${what}`, ...reasons].join('; '));
  };
  const primary = found.find((node) => !node.isStandby);
  if (primary === undefined) return fail('no primary says how far its replicas have to be');
  const wanted = await currentPosition(primary.connection);
  const replica = await firstThere(
    found.filter((node) => node.isStandby),
    wanted,
  );
  if (replica === undefined) return fail('no replica has what the primary has');
  await Promise.all(found.filter((node) => node !== replica).map(({ connection }) => connection.end()));
  await beginSnapshot(replica.connection);
  return { connection: replica.connection, close: () => replica.connection.end() };
}

type Node = { connection: Connection; isStandby: boolean };

async function lookAt(url: string, signal?: AbortSignal): Promise<Node> {
  const connection = await connect(url, 'airside etl', signal);
  return { connection, isStandby: await isStandby(connection) };
}

async function firstThere(replicas: readonly Node[], wanted: string): Promise<Node | undefined> {
  const deadlineMs = performance.now() + longestReplayMs;
  while (replicas.length > 0 && performance.now() < deadlineMs) {
    for (const replica of replicas) if (await hasReplayed(replica.connection, wanted)) return replica;
    await delay(replayPollMs);
  }
  return undefined;
}
