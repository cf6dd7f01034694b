import { attemptOn, createStatementNames, type Db, runOn } from './db.ts';
import { isRetryable, unavailable } from './errors.ts';
import type { Lsn } from './lsn.ts';
import { createNode, type Node } from './node.ts';
import { type Counts, createPrimary, looksLikeRead } from './primary.ts';
import { currentPosition } from './queries.ts';
import type { NodeView } from './rules.ts';
import { createReadSessions, type ReadSession } from './session.ts';
import { watchNodes } from './watch.ts';

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
  /** The server ends a statement after it; the client waits a little longer for an answer. In milliseconds. */
  statementTimeoutMs?: number;
  /** Milliseconds between two probes of a node. */
  probeEveryMs?: number;
  /** Longest wait for a primary, in milliseconds: of a session, or else of one statement or transaction. */
  patienceMs?: number;
};

/** A PostgreSQL cluster as one thing. Callers say what they need of a read or write, never which node. */
export type Cluster = {
  name: string;
  /**
   * Single statements on the primary: writes, and reads that must see the last write. While the primary changes they wait
   * for the next one. Throws DATABASE_UNAVAILABLE where there is none in time and nothing was done, OUTCOME_UNKNOWN where a
   * write was sent and not answered.
   */
  writer: Db;
  /** The same for statements that may be run twice, such as those guarded by a key of their own: no answer means once more. */
  repeatable: Db;
  /** Reads that may be a moment stale: a standby within the lag bound, else the primary. In a session, as it wants them. */
  reader: Db;
  /** Reads of what the caller himself may have just written: a standby that has what his session has seen, else the primary. */
  own: Db;
  /** Reads that must see everything up to `after`: a standby that has replayed it, else the primary. */
  readerAfter(after: Lsn | undefined): Db;
  /**
   * Runs `work` in one transaction on the primary, once at most. Throws DATABASE_UNAVAILABLE where it is rolled back,
   * OUTCOME_UNKNOWN for a commit without an answer.
   */
  transaction<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** Runs a text of several statements, with a begin and commit of its own, on the primary. Gives the rows of all. */
  script<Row extends object>(text: string): Promise<Row[]>;
  /** Position of the primary's log now, for `readerAfter`. */
  position(): Promise<Lsn>;
  /** Runs `work` with its reads and writes counted to a session. */
  inSession<T>(session: ReadSession, work: () => T): T;
  nodes(): { name: string; view: NodeView; isWriter: boolean }[];
  counts(): Counts & { failovers: number };
  /** Connections of this process to each node, and how many statements wait for one. */
  pools(): { node: string; total: number; idle: number; waiting: number }[];
  close(): Promise<void>;
};

/** Connects lazily; returns after the first probe of every node. A cluster that is down is no error here, but at the first query. */
export async function connectCluster(options: ClusterOptions): Promise<Cluster> {
  const { maxConnections = 20, longestLagMs = 2000, statementTimeoutMs = 2300, probeEveryMs = 300 } = options;
  const { name, applicationName, patienceMs = 5000 } = options;
  const names = createStatementNames();
  const nodes = options.urls.map((url) => createNode({ url, maxConnections, statementTimeoutMs, applicationName }));
  const watch = await watchNodes({ name, nodes, probeEveryMs, longestLagMs });
  const counts: Counts = { waits: 0, unknownOutcomes: 0 };
  const sessions = createReadSessions();
  const primary = createPrimary({ watch, names, patienceMs, sessions, counts });
  let turn = 0;

  function nextStandby(after: Lsn | undefined, tried: ReadonlySet<Node>): Node | undefined {
    const standbys = watch.readers(after).filter((node) => !tried.has(node));
    turn = (turn + 1) % 1_000_000;
    return standbys[turn % standbys.length];
  }

  /** A read that gets no answer is asked of another node: any of them knows it. */
  async function read<Row extends object>(after: Lsn | undefined, text: string, values?: readonly unknown[]) {
    const tried = new Set<Node>();
    for (;;) {
      const node = nextStandby(after, tried);
      if (node === undefined) return primary.query<Row>(text, values);
      tried.add(node);
      try {
        const attempt = await attemptOn(node, (client) => runOn<Row>(client, names, text, values), {
          kind: 'anywhere',
        });
        if (attempt.kind === 'done') return attempt.result;
        if (attempt.kind === 'rolledBack') throw unavailable(attempt.error);
        void watch.lookNow();
      } catch (error) {
        // The standby's own replay ended the statement; the primary knows no such conflict.
        if (!isRetryable(error)) throw error;
      }
    }
  }

  /** Whatever a session has written is on the primary, whether it was answered or not. */
  async function noting<T>(work: () => Promise<T>): Promise<T> {
    const session = sessions.current();
    if (session !== undefined) session.hasWritten = true;
    return work();
  }

  const writer: Db = {
    query: (text, values) =>
      looksLikeRead(text) ? primary.query(text, values) : noting(() => primary.query(text, values)),
  };

  return {
    name,
    writer,
    repeatable: { query: (text, values) => noting(() => primary.repeatable(text, values)) },
    reader: {
      query(text, values) {
        const session = sessions.current();
        return session?.hasWritten === true ? primary.query(text, values) : read(session?.after, text, values);
      },
    },
    own: {
      query(text, values) {
        const session = sessions.current();
        const isKnown = session?.after !== undefined && !session.hasWritten;
        return isKnown ? read(session.after, text, values) : primary.query(text, values);
      },
    },
    readerAfter: (after) => ({ query: (text, values) => read(after, text, values) }),
    transaction: (work) => noting(() => primary.transaction(work)),
    script: (text) => noting(() => primary.script(text)),
    async position() {
      const [row] = await primary.query<{ lsn: Lsn }>(currentPosition);
      return row?.lsn ?? '0/0';
    },
    inSession: (session, work) => sessions.run(session, work),
    nodes: () => nodes.map((node) => ({ name: node.name, view: watch.view(node), isWriter: watch.primary() === node })),
    counts: () => ({ ...counts, failovers: watch.failovers() }),
    pools: () =>
      nodes.map(({ name, pool }) => ({
        node: name,
        total: pool.totalCount,
        idle: pool.idleCount,
        waiting: pool.waitingCount,
      })),
    async close() {
      await watch.close();
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}
