import pg from 'pg';
import { temporalTypes } from './parsers.ts';
import { emptyCommit, probeNode, type Self } from './queries.ts';

export type NodeOptions = {
  url: string;
  /** Most connections of this process to this node. */
  maxConnections: number;
  /** Server-side limit of one statement, in milliseconds. */
  statementTimeoutMs: number;
  applicationName: string;
};

/** What is waited for: a read that any node can answer, one for the primary alone, or a write. */
export type WaitKind = 'anywhere' | 'read' | 'write';

/** One PostgreSQL server of a cluster: a pool for work, and one connection of its own for probes. */
export type Node = {
  /** `host:port`, for people. */
  name: string;
  pool: pg.Pool;
  /** Throws where there is no answer. */
  probe(): Promise<Self>;
  /** Waits for an answer from this node, or until it is given up. */
  whileThere<T>(answer: Promise<T>, kind: WaitKind): Promise<T>;
  /** Ends waits of some kinds with an error. */
  giveUp(kinds: readonly WaitKind[], error: Error): void;
  /** Ends when the node has confirmed a commit, however long that takes; throws when its connection ends. */
  whenCommitting(): Promise<void>;
  close(): Promise<void>;
};

const probeTimeoutMs = 700;
const connectTimeoutMs = 1500;
/** Beyond the server's own limit for a statement: what then has no answer waits for a standby, or for a frozen server. */
const answerMarginMs = 300;

export function createNode(options: NodeOptions): Node {
  const { hostname, port } = new URL(options.url);
  const name = `${hostname}:${port}`;
  const { pool, probePool } = createPools(options);
  const waits = new Map<(error: Error) => void, WaitKind>();
  const commits = new Set<pg.Client>();

  return {
    name,
    pool,
    probe: () => probeNode(probePool),
    async whileThere(answer, kind) {
      const lost = Promise.withResolvers<never>();
      waits.set(lost.reject, kind);
      try {
        return await Promise.race([answer, lost.promise]);
      } finally {
        waits.delete(lost.reject);
        // It may still fail, with nobody there to hear it.
        answer.catch(() => undefined);
      }
    },
    giveUp(kinds, error) {
      for (const [end, kind] of waits) if (kinds.includes(kind)) end(error);
    },
    async whenCommitting() {
      const client = new pg.Client({ connectionString: options.url, connectionTimeoutMillis: connectTimeoutMs });
      client.on('error', () => undefined);
      commits.add(client);
      try {
        await client.connect();
        await client.query(emptyCommit);
      } finally {
        commits.delete(client);
        client.end().catch(() => undefined);
      }
    },
    async close() {
      for (const client of commits) client.end().catch(() => undefined);
      await Promise.all([pool.end(), probePool.end()]);
    },
  };
}

function createPools(options: NodeOptions): { pool: pg.Pool; probePool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    types: temporalTypes,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    // The client gives up after the server should have: this also ends a wait for synchronous replication.
    query_timeout: options.statementTimeoutMs + answerMarginMs,
    idle_in_transaction_session_timeout: 5000,
    options: '-c transaction_timeout=10s',
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  });
  const probePool = new pg.Pool({
    connectionString: options.url,
    max: 1,
    application_name: `${options.applicationName} probe`,
    connectionTimeoutMillis: probeTimeoutMs,
    query_timeout: probeTimeoutMs,
  });
  // An idle connection that dies (57P01 at a shutdown) must not end the process; the next probe tells what happened.
  pool.on('error', () => undefined);
  probePool.on('error', () => undefined);
  // Nor one that dies between two statements of a transaction: the pool listens to idle ones only. The next statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { pool, probePool };
}
