import { setTimeout as delay } from 'node:timers/promises';
import { bootstrap, type DatabaseSpec } from './bootstrap.ts';
import { findIdentity, withDatabase } from './queries.ts';

export type PrepareOptions = {
  /** Every node of a cluster that others keep (Patroni, an operator), with a superuser. */
  urls: readonly string[];
  databases: readonly DatabaseSpec[];
  /** Give up after, in milliseconds. */
  timeoutMs: number;
};

/**
 * Makes databases, roles and schemas on the primary of a cluster that is kept elsewhere, and leaves what is there. Waits for
 * a primary, and begins again on the next one where it is lost meanwhile. Throws the last fault when the time is over.
 */
export async function prepareDatabases({ urls, databases, timeoutMs }: PrepareOptions): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    const faults: unknown[] = [];
    for (const url of urls) {
      try {
        if (await isStandby(url)) continue;
        await bootstrap({
          urlOf: (database) => withPath(url, database),
          databases,
          primary: '',
          standbys: [],
          replicationPassword: '',
        });
        return;
      } catch (error) {
        faults.push(error);
      }
    }
    if (performance.now() > deadlineMs) throw new Error('No primary could be prepared', { cause: faults.at(-1) });
    await delay(500);
  }
}

async function isStandby(url: string): Promise<boolean> {
  const identity = await withDatabase(withPath(url, 'postgres'), findIdentity);
  return identity.isStandby;
}

function withPath(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
