import type { Db } from '@airside/postgres';

/** A group's partition of a stream in the hands of a process. */
export type Lease = { group: string; stream: string; partition: number; holder: string };

/** Makes the rows that are leased; once per group and stream. */
export function insertLeases(db: Db, group: string, stream: string, partitions: number) {
  return db.query(
    `insert into consumer_lease (consumer, stream, partition)
     select $1, $2, generate_series(0, $3 - 1) on conflict do nothing`,
    [group, stream, partitions],
  );
}

type Membership = Omit<Lease, 'partition'> & { leaseMs: number };

/** Says that the process takes part, and forgets members that are long gone. Answers how many take part. */
export async function renewMembership(db: Db, { group, stream, holder, leaseMs }: Membership): Promise<number> {
  const [row] = await db.query<{ others: number }>(
    `with mine as (
       insert into consumer_member (consumer, stream, holder, lease_until)
       values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4::float8 / 1000))
       on conflict (consumer, stream, holder) do update set lease_until = excluded.lease_until
     ), gone as (
       delete from consumer_member
        where consumer = $1 and stream = $2 and holder <> $3 and lease_until < clock_timestamp() - interval '1 minute'
     )
     select count(*)::int as others from consumer_member
      where consumer = $1 and stream = $2 and holder <> $3 and lease_until > clock_timestamp()`,
    [group, stream, holder, leaseMs],
  );
  return 1 + (row?.others ?? 0);
}

export function deleteMembership(db: Db, { group, stream, holder }: Omit<Membership, 'leaseMs'>) {
  return db.query('delete from consumer_member where consumer = $1 and stream = $2 and holder = $3', [
    group,
    stream,
    holder,
  ]);
}

/** Renews what the process holds; answers which partitions. Does not wait for effects: it changes no key. */
export async function renewLeases(db: Db, { group, stream, holder, leaseMs }: Membership): Promise<number[]> {
  const rows = await db.query<{ partition: number }>(
    `update consumer_lease set lease_until = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
      where consumer = $1 and stream = $2 and holder = $3
     returning partition`,
    [group, stream, holder, leaseMs],
  );
  return rows.map(({ partition }) => partition);
}

/** Takes up to `limit` partitions that nobody holds; one whose last effect is still being committed is left for later. */
export async function acquireLeases(db: Db, { group, stream, holder, leaseMs }: Membership, limit: number) {
  const rows = await db.query<{ partition: number }>(
    `with free as (
       select partition from consumer_lease
        where consumer = $1 and stream = $2 and (holder is null or lease_until < clock_timestamp())
        order by partition limit $5 for update skip locked
     )
     update consumer_lease l
        set holder = $3, lease_until = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
       from free
      where l.consumer = $1 and l.stream = $2 and l.partition = free.partition
     returning l.partition`,
    [group, stream, holder, leaseMs, limit],
  );
  return rows.map(({ partition }) => partition);
}

export function releaseLease(db: Db, { group, stream, partition, holder }: Lease) {
  return db.query(
    `update consumer_lease set holder = null, lease_until = '-infinity'
      where consumer = $1 and stream = $2 and partition = $3 and holder = $4`,
    [group, stream, partition, holder],
  );
}

/**
 * First statement of an effect's transaction: records the event, and holds the lease until the commit.
 * `isNew` is false for an event whose effect is already there.
 */
export async function insertInbox(tx: Db, { group, stream, partition, holder }: Lease, eventId: string) {
  const [row] = await tx.query<{ isHolder: boolean; isNew: boolean }>(
    `with lease as (
       select 1 from consumer_lease
        where consumer = $1 and stream = $2 and partition = $3 and holder = $4 for key share
     ), claimed as (
       insert into inbox (consumer, event_id) select $1, $5 from lease on conflict do nothing returning 1
     )
     select exists (select 1 from lease) as "isHolder", exists (select 1 from claimed) as "isNew"`,
    [group, stream, partition, holder, eventId],
  );
  return row ?? { isHolder: false, isNew: false };
}

/** The same for several events at once; answers the ids of those whose effects are not there yet. */
export async function insertInboxOfMany(
  tx: Db,
  { group, stream, partition, holder }: Lease,
  eventIds: readonly string[],
): Promise<{ isHolder: boolean; newIds: Set<string> }> {
  const [row] = await tx.query<{ isHolder: boolean; newIds: string[] | null }>(
    `with lease as (
       select 1 from consumer_lease
        where consumer = $1 and stream = $2 and partition = $3 and holder = $4 for key share
     ), claimed as (
       insert into inbox (consumer, event_id) select $1, unnest($5::text[]) from lease on conflict do nothing
       returning event_id
     )
     select exists (select 1 from lease) as "isHolder", (select array_agg(event_id) from claimed) as "newIds"`,
    [group, stream, partition, holder, eventIds],
  );
  return { isHolder: row?.isHolder === true, newIds: new Set(row?.newIds) };
}

/** Holds the lease until the commit; false when another process has it. */
export async function lockLease(tx: Db, { group, stream, partition, holder }: Lease): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from consumer_lease
      where consumer = $1 and stream = $2 and partition = $3 and holder = $4 for key share`,
    [group, stream, partition, holder],
  );
  return rows.length === 1;
}

/** Forgets events that can no longer be delivered again; at most 1 000 at a time. */
export function deleteOldInbox(db: Db, group: string, keepHours: number) {
  return db.query(
    `delete from inbox i
      using (select consumer, event_id from inbox
              where consumer = $1 and handled_at < now() - make_interval(hours => $2)
              order by handled_at limit 1000) old
      where i.consumer = old.consumer and i.event_id = old.event_id`,
    [group, keepHours],
  );
}
