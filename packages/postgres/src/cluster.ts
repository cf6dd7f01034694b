import { Problem } from '@airside/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { createStatementNames, type Db, runOn, runScript, withClient } from './db.ts';
import { isConnectionLost, outcomeUnknown } from './errors.ts';
import type { Lsn } from './lsn.ts';
import { createNode, type Node } from './node.ts';
import { currentPosition } from './queries.ts';
import { chooseWriter, type NodeView, readableStandbys } from './rules.ts';

export type ClusterOptions = {
  /** `users`, `booking`; for messages. */
  name: string;
  /** All nodes in any order; roles are found by probing. */
  urls: readonly string[];
  applicationName: string;
  /** Most connections of this process to each node. */
  maxConnections?: number;
  /** Standbys further behind answer no reads; in milliseconds. */
  longestLagMs?: number;
  statementTimeoutMs?: number;
  /** Milliseconds between two probes of a node. */
  probeEveryMs?: number;
};

/** A PostgreSQL cluster as one thing. Callers say what they need of a read or write, never which node. */
export type Cluster = {
  /** Single statements on the primary: writes, and reads that must see the last write. */
  writer: Db;
  /** Reads that may be a moment stale: a standby within the lag bound, else the primary. */
  reader: Db;
  /** Reads that must see everything up to `after`: a standby that has replayed it, else the primary. */
  readerAfter(after: Lsn | undefined): Db;
  /** Runs `work` in one transaction on the primary. A commit without an answer throws Problem OUTCOME_UNKNOWN. */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** Runs a text of several statements, with a begin and commit of its own, on the primary. Gives the rows of all. */
  script<Row extends object>(text: string): Promise<Row[]>;
  /** Position of the primary's log now, for `readerAfter`. */
  position(): Promise<Lsn>;
  nodes(): { name: string; view: NodeView }[];
  /** Connections of this process to each node, and how many statements wait for one. */
  pools(): { node: string; total: number; idle: number; waiting: number }[];
  close(): Promise<void>;
};

/** Connects lazily; returns after the first probe of every node. A cluster that is down is no error here, but at the first query. */
export async function connectCluster(options: ClusterOptions): Promise<Cluster> {
  const { maxConnections = 20, longestLagMs = 2000, statementTimeoutMs = 3000, probeEveryMs = 500 } = options;
  const names = createStatementNames();
  const nodes = options.urls.map((url) =>
    createNode({ url, maxConnections, statementTimeoutMs, applicationName: options.applicationName }),
  );
  const stopped = new AbortController();
  await Promise.all(nodes.map((node) => node.probe()));
  const probing = nodes.map((node) => probeForever(node, probeEveryMs, stopped.signal));
  let turn = 0;

  const views = () => nodes.map((node) => node.view());

  function writerNode(): Node {
    const node = nodes[chooseWriter(views()) ?? -1];
    if (node !== undefined) return node;
    throw new Problem('DATABASE_UNAVAILABLE', {
      retryAfterSeconds: 1,
      cause: new Error(`no primary of cluster ${options.name} is reachable`),
    });
  }

  function readerNode(after: Lsn | undefined): Node {
    const standbys = readableStandbys(views(), longestLagMs, after);
    turn = (turn + 1) % 1_000_000;
    return nodes[standbys[turn % standbys.length] ?? -1] ?? writerNode();
  }

  async function runOnNode<T>(node: Node, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    try {
      return await withClient(node.pool, work);
    } catch (error) {
      // Find out at once who is there now, rather than at the next turn.
      if (error instanceof Problem && error.code === 'DATABASE_UNAVAILABLE') void node.probe();
      throw error;
    }
  }

  /** A read is repeated once: the standby it went to may be gone, and another node knows the answer. */
  async function read<Row extends object>(
    after: Lsn | undefined,
    text: string,
    values?: readonly unknown[],
  ): Promise<Row[]> {
    const node = readerNode(after);
    try {
      return await runOnNode(node, (client) => runOn<Row>(client, names, text, values));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'DATABASE_UNAVAILABLE') throw error;
      await node.probe();
      return runOnNode(readerNode(after), (client) => runOn<Row>(client, names, text, values));
    }
  }

  const writer: Db = {
    query: async (text, values) => runOnNode(writerNode(), (client) => runOn(client, names, text, values)),
  };

  return {
    writer,
    reader: { query: (text, values) => read(undefined, text, values) },
    readerAfter: (after) => ({ query: (text, values) => read(after, text, values) }),
    transaction: (work) =>
      runOnNode(writerNode(), (client) =>
        inTransaction(client, (tx) => work({ query: (text, values) => runOn(tx, names, text, values) })),
      ),
    script: (text) => runOnNode(writerNode(), (client) => runScript(client, text)),
    async position() {
      const [row] = await writer.query<{ lsn: Lsn }>(currentPosition);
      return row?.lsn ?? '0/0';
    },
    nodes: () => nodes.map((node) => ({ name: node.name, view: node.view() })),
    pools: () =>
      nodes.map(({ name, pool }) => ({
        node: name,
        total: pool.totalCount,
        idle: pool.idleCount,
        waiting: pool.waitingCount,
      })),
    async close() {
      stopped.abort();
      await Promise.all(probing);
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}

async function inTransaction<T>(client: pg.PoolClient, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  await client.query('begin');
  let result: T;
  try {
    result = await work(client);
  } catch (error) {
    // A broken connection rolls back by itself.
    if (!isConnectionLost(error)) await client.query('rollback');
    throw error;
  }
  await client.query('commit').catch((error: unknown) => {
    throw isConnectionLost(error) ? outcomeUnknown(error) : error;
  });
  return result;
}

async function probeForever(node: Node, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await node.probe();
  }
}
