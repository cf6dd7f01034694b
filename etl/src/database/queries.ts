import type { Db } from '@airside/postgres';
import pg from 'pg';

/** One connection to one server. */
export type Connection = pg.Client;

/**
 * Connects, or throws with the name of the server and without its password. When the signal aborts, the connection is cut and what
 * waits for an answer fails.
 */
export async function connect(url: string, applicationName: string, signal?: AbortSignal): Promise<Connection> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
  });
  // Whoever waits for an answer learns of it there.
  client.on('error', () => undefined);
  const cut = () => void client.end().catch(() => undefined);
  signal?.addEventListener('abort', cut, { once: true });
  client.once('end', () => signal?.removeEventListener('abort', cut));
  try {
    await client.connect();
  } catch (error) {
    throw new Error(`${new URL(url).host} cannot be reached: ${messageOf(error)}`, { cause: error });
  }
  return client;
}

function messageOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message === undefined || message === '' ? (code ?? String(error)) : message;
}

export async function begin(db: Connection): Promise<void> {
  await db.query('begin');
  // A run holds back no relay: nothing but the warehouse lives on this server.
  await db.query(`set local work_mem = '64MB'`);
}

export async function commit(db: Connection): Promise<void> {
  await db.query('commit');
}

export async function rollback(db: Connection): Promise<void> {
  await db.query('rollback');
}

/** The connection as what runs statements of others, such as the outbox. */
export function asDb(db: Connection): Db {
  return {
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await db.query<Row>(text, [...values])).rows,
  };
}

/** Rows that a statement wrote. */
export async function execute(db: Connection, text: string, values: readonly unknown[] = []): Promise<number> {
  const { rowCount } = await db.query(text, [...values]);
  return rowCount ?? 0;
}
