import type { Database } from '../queries.ts';

/** Gives every outbox of a restored database another epoch, so that no marker that Redis has from before holds events back; how many. */
export async function renewEpochs(db: Database): Promise<number> {
  const { rows } = await db.query<{ table: string }>(
    `select format('%I.%I', n.nspname, c.relname) as table
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relname = 'outbox_relay' and c.relkind = 'r'`,
  );
  for (const { table } of rows) {
    await db.query(
      `update ${table} set epoch = gen_random_uuid(), holder = null, lease_until = '-infinity', xid = '0', seq = 0`,
    );
  }
  return rows.length;
}
