import type { Cluster, Db } from '@airside/postgres';
import type { Db as BossDatabase } from 'pg-boss';

/** What pg-boss wraps in a begin and commit of its own; such texts take no parameters and cannot be prepared. */
const script = /^\s*BEGIN;/;

/** The cluster as pg-boss wants a database: it finds the primary anew at each statement, so it follows a failover. */
export function bossDatabase(cluster: Pick<Cluster, 'writer' | 'script'>): BossDatabase {
  return {
    executeSql: async (text, values) => ({
      rows: script.test(text) ? await cluster.script(text) : await cluster.writer.query(text, values),
    }),
  };
}

/** The caller's transaction as pg-boss wants a database. */
export function bossTransaction(tx: Db): BossDatabase {
  return { executeSql: async (text, values) => ({ rows: await tx.query(text, values) }) };
}
