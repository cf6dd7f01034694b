import type { Db } from '@airside/postgres';
import type { Departure } from '../flights/rules.ts';
import type { HoldView } from './rules.ts';

/** Holds of one account are made one after the other, so that they can be counted. */
export async function lockHolds(tx: Db, accountId: number): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(4002, $1)`, [accountId]);
}

export async function countLiveHolds(tx: Db, accountId: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*)::int as count from hold where account_id = $1 and ended_at is null and expires_at > now()`,
    [accountId],
  );
  return row?.count ?? 0;
}

/** Keeps seats that this transaction has locked; for ten minutes of the database. */
export async function insertHold(
  tx: Db,
  hold: { accountId: number; flightId: number; names: readonly string[] },
): Promise<{ id: string; expiresAt: Temporal.Instant }> {
  const [row] = await tx.query<{ id: string; expiresAt: Temporal.Instant }>(
    `with made as (
       insert into hold (account_id, flight_id, expires_at) values ($1, $2, now() + interval '10 minutes')
       returning id, expires_at
     ), kept as (
       update seat s set hold_id = made.id, held_until = made.expires_at, updated_at = now()
         from made where s.flight_id = $2 and s.name = any($3)
     )
     select id, expires_at as "expiresAt" from made`,
    [hold.accountId, hold.flightId, hold.names],
  );
  if (row === undefined) throw new Error('the hold gave no row');
  return row;
}

/** A hold and what it still keeps, locked: whoever uses or ends it takes turns. Undefined where there is none. */
export async function lockHold(tx: Db, id: string): Promise<HoldView | undefined> {
  const [row] = await tx.query<HoldView>(
    `select h.account_id as "accountId", h.flight_id as "flightId",
            h.ended_at is null and h.expires_at > now() as "isLive",
            (select count(*)::int from seat s
              where s.flight_id = h.flight_id and s.hold_id = h.id and s.booking_id is null) as "seats",
            (select min(s.cabin) from seat s where s.flight_id = h.flight_id and s.hold_id = h.id) as cabin
       from hold h where h.id = $1 for update`,
    [id],
  );
  return row;
}

/** A hold has become an order, in the transaction that gave its seats to the bookings. */
export async function endHold(tx: Db, id: string): Promise<void> {
  await tx.query('update hold set ended_at = now(), updated_at = now() where id = $1 and ended_at is null', [id]);
}

/** Seats that a hold no longer keeps, and where they are. */
export type LetGo = Pick<Departure, 'id' | 'code' | 'origin' | 'destination'> & { holdId: string; names: string[] };

const letGo = `
  ended as materialized (
    update hold h set ended_at = now(), updated_at = now() from chosen where h.id = chosen.id
    returning h.id, h.flight_id
  ), freed as (
    update seat s set hold_id = null, held_until = null, updated_at = now()
      from ended where s.flight_id = ended.flight_id and s.hold_id = ended.id and s.booking_id is null
    returning s.name, ended.id as hold_id
  )
  select ended.id as "holdId", f.id, f.code, f.origin, f.destination,
         array(select name from freed where freed.hold_id = ended.id order by name) as names
    from ended join flight f on f.id = ended.flight_id`;

/** Ends a hold; none where it has ended already. */
export async function releaseHold(tx: Db, id: string): Promise<LetGo[]> {
  return tx.query<LetGo>(
    `with chosen as materialized (
       select id from hold where id = $1 and ended_at is null for update
     ), ${letGo}`,
    [id],
  );
}

/** Ends holds that have expired, at most `limit`; of several instances each takes others. */
export async function endExpiredHolds(tx: Db, limit: number): Promise<LetGo[]> {
  return tx.query<LetGo>(
    `with chosen as materialized (
       select id from hold where ended_at is null and expires_at <= now() order by expires_at limit $1 for update skip locked
     ), ${letGo}`,
    [limit],
  );
}

/** Forgets holds that ended a day ago. */
export async function deleteOldHolds(db: Db): Promise<void> {
  await db.query(
    `delete from hold h where h.id in (
       select o.id from hold o where o.ended_at < now() - interval '1 day'
          and not exists (select from seat s where s.hold_id = o.id) limit 5000)`,
  );
}
