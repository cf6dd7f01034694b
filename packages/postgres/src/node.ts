import pg from 'pg';
import { temporalTypes } from './parsers.ts';
import { probeNode } from './queries.ts';
import type { NodeView } from './rules.ts';

export type NodeOptions = {
  url: string;
  /** Most connections of this process to this node. */
  maxConnections: number;
  /** Server-side limit of one statement, in milliseconds. */
  statementTimeoutMs: number;
  applicationName: string;
};

/** One PostgreSQL server of a cluster: a pool for work, and one connection of its own for probes. */
export type Node = {
  /** `host:port`, for people. */
  name: string;
  pool: pg.Pool;
  /** What the last probe found. */
  view(): NodeView;
  probe(): Promise<NodeView>;
  close(): Promise<void>;
};

const probeTimeoutMs = 800;
const connectTimeoutMs = 3000;

export function createNode(options: NodeOptions): Node {
  const { hostname, port } = new URL(options.url);
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    types: temporalTypes,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    // The client gives up after the server should have: this also ends a wait for synchronous replication.
    query_timeout: options.statementTimeoutMs + 1000,
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

  let view: NodeView = { state: 'unreachable', error: 'not probed yet' };
  return {
    name: `${hostname}:${port}`,
    pool,
    view: () => view,
    async probe() {
      try {
        view = await probeNode(probePool);
      } catch (error) {
        view = { state: 'unreachable', error: error instanceof Error ? error.message : String(error) };
      }
      return view;
    },
    async close() {
      await Promise.all([pool.end(), probePool.end()]);
    },
  };
}
