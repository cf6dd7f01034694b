import { connect } from 'node:net';
import pg from 'pg';
import { lookAt } from './queries.ts';
import type { Sight } from './rules.ts';

/** Looks at one node again and again. */
export type Observer = {
  /** Ends within the time limit, whatever the node does. */
  look(): Promise<Sight>;
  close(): Promise<void>;
};

/** Asks for TLS (PostgreSQL protocol, SSLRequest): the shortest question that a living server answers to a stranger. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * A node answers when both its old connection and the server that accepts new ones do: a frozen postmaster leaves its
 * children working, and a frozen child leaves the postmaster accepting.
 */
export function createObserver(url: string, timeoutMs: number): Observer {
  const { port } = new URL(url);
  let client: pg.Client | undefined;

  async function connected(): Promise<pg.Client> {
    if (client !== undefined) return client;
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      application_name: 'airside guard',
    });
    fresh.on('error', () => discard(fresh));
    try {
      await fresh.connect();
    } catch (error) {
      discard(fresh);
      throw error;
    }
    client = fresh;
    return fresh;
  }

  function discard(old: pg.Client): void {
    if (client === old) client = undefined;
    // Without waiting: the other side may never answer again.
    old.end().catch(() => undefined);
  }

  return {
    async look() {
      let used: pg.Client | undefined;
      try {
        const [sight] = await Promise.all([
          connected().then((ready) => {
            used = ready;
            return lookAt(ready);
          }),
          knock(Number(port), timeoutMs),
        ]);
        return sight;
      } catch (error) {
        if (used !== undefined) discard(used);
        return { state: 'silent', reason: error instanceof Error ? error.message : String(error) };
      }
    },
    async close() {
      if (client !== undefined) discard(client);
    },
  };
}

function knock(port: number, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(sslRequest));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer to a new connection')));
    socket.once('data', () => {
      resolve();
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('a new connection was closed')));
  });
}
