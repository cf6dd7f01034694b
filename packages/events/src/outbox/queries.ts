import type { Db } from '@airside/postgres';
import type { Position } from './position.ts';

export type OutboxRow = { xid: string; seq: string; partition: number; key: string; event: string };

/** Rows are `{ partition, key, event }`; they keep their order. */
export function insertEvents(tx: Db, rows: readonly { partition: number; key: string; event: unknown }[]) {
  return tx.query(
    `select publish_event((r.value->>'partition')::smallint, r.value->>'key', r.value->'event')
       from jsonb_array_elements($1::jsonb) with ordinality r
      order by r.ordinality`,
    [JSON.stringify(rows)],
  );
}

/** Events after a position, below the oldest running transaction: nothing can still commit before or among them. */
export function listAfter(db: Db, { xid, seq }: Position, limit: number) {
  return db.query<OutboxRow>(
    `select xid::text as xid, seq::text as seq, partition, partition_key as key, event::text as event
       from outbox
      where (xid, seq) > ($1::xid8, $2::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
      order by outbox.xid, outbox.seq
      limit $3`,
    [xid.toString(), seq.toString(), limit],
  );
}

/** Events of one partition after a position, up to and with another. */
export function listOfPartition(
  db: Db,
  { partition, after, upTo, limit }: { partition: number; after: Position; upTo: Position; limit: number },
) {
  return db.query<OutboxRow>(
    `select xid::text as xid, seq::text as seq, partition, partition_key as key, event::text as event
       from outbox
      where partition = $1 and (xid, seq) > ($2::xid8, $3::bigint) and (xid, seq) <= ($4::xid8, $5::bigint)
      order by outbox.xid, outbox.seq
      limit $6`,
    [partition, after.xid.toString(), after.seq.toString(), upTo.xid.toString(), upTo.seq.toString(), limit],
  );
}

/** Deletes up to 1 000 rows that all partitions have had and that are older than the hours given; answers how many. */
export async function deleteRelayed(db: Db, upTo: Position, keepHours: number): Promise<number> {
  const rows = await db.query(
    `delete from outbox o
      using (select xid, seq from outbox
              where (xid, seq) <= ($1::xid8, $2::bigint) order by xid, seq limit 1000) oldest
      where o.xid = oldest.xid and o.seq = oldest.seq and o.created_at < now() - make_interval(hours => $3)
     returning 1`,
    [upTo.xid.toString(), upTo.seq.toString(), keepHours],
  );
  return rows.length;
}

export type RelayRow = { epoch: string; xid: string; seq: string };

/** Becomes the relay where nobody is, or stays it; answers where the outbox had been read to. By the server's clock. */
export async function acquireRelay(db: Db, holder: string, leaseMs: number): Promise<RelayRow | undefined> {
  const [row] = await db.query<RelayRow>(
    `update outbox_relay set holder = $1, lease_until = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
      where holder = $1 or lease_until < clock_timestamp()
     returning epoch::text as epoch, xid::text as xid, seq::text as seq`,
    [holder, leaseMs],
  );
  return row;
}

/** Renews the lease and notes the position; false when another process is the relay now. */
export async function renewRelay(db: Db, holder: string, leaseMs: number, { xid, seq }: Position): Promise<boolean> {
  const rows = await db.query(
    `update outbox_relay
        set lease_until = clock_timestamp() + make_interval(secs => $2::float8 / 1000), xid = $3::xid8, seq = $4::bigint
      where holder = $1
     returning 1`,
    [holder, leaseMs, xid.toString(), seq.toString()],
  );
  return rows.length === 1;
}

/** Gives the lease back, so that another process need not wait for its end. */
export function releaseRelay(db: Db, holder: string) {
  return db.query(`update outbox_relay set lease_until = '-infinity', holder = null where holder = $1`, [holder]);
}
