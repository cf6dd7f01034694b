import type { Ask } from '../history/final-tables.ts';
import type { Moment, SoldSeat } from './rules.ts';

/** Leaves so many seats of a flight on sale, from the front, and answers their names; its seats have to be there already. */
export async function keepOnSale(ask: Ask, code: string, count: number): Promise<string[]> {
  const rows = await ask<{ name: string }>(
    `with kept as materialized (
       select s.flight_id, s.name from booking_service.seat s join booking_service.flight f on f.id = s.flight_id
        where f.code = $1 and s.is_on_sale and not s.is_extra order by s.row_number, s.letter limit $2
     ), closed as (
       update booking_service.seat s set is_blocked = true, is_on_sale = false
         from (select distinct flight_id from kept) f
        where s.flight_id = f.flight_id and s.name not in (select name from kept)
     )
     select name from kept`,
    [code, count],
  );
  return rows.map(({ name }) => name);
}

/** What was sold of a flight and lives. */
export async function listSold(ask: Ask, code: string): Promise<SoldSeat[]> {
  return ask<SoldSeat>(
    `select b.id, b.seat, o.idempotency_key as key, s.booking_id is not distinct from b.id as "isSeatIts",
            (select count(*)::int from booking_service.payment p where p.order_id = o.id and p.state = 'captured') as captured,
            extract(epoch from b.created_at)::float8 * 1000 as "soldAtMs"
       from booking_service.booking b
       join booking_service.booking_order o on o.id = b.order_id
       join booking_service.flight f on f.id = b.flight_id
       left join booking_service.seat s on s.flight_id = b.flight_id and s.name = b.seat
      where f.code = $1 and b.status <> 'CANCELLED' order by b.id`,
    [code],
  );
}

/**
 * What of a flight is sold and held at one moment, told by bookings and by holds rather than by the seats, and how many seats
 * are on sale.
 */
export async function readMoment(ask: Ask, code: string): Promise<Moment> {
  const [row] = await ask<Moment>(
    `select (select count(*)::int from booking_service.booking b where b.flight_id = f.id and b.status <> 'CANCELLED') as sold,
            (select count(*)::int from booking_service.hold h
               join booking_service.seat s on s.flight_id = h.flight_id and s.hold_id = h.id
              where h.flight_id = f.id and h.ended_at is null and h.expires_at > now()) as held,
            (select count(*)::int from booking_service.seat s where s.flight_id = f.id and s.is_on_sale) as capacity
       from booking_service.flight f where f.code = $1`,
    [code],
  );
  if (row === undefined) throw new Error(`there is no flight ${code}`);
  return row;
}

/** Lets holds expire in so many milliseconds rather than ten minutes; answers when that is by the database's clock, in milliseconds. */
export async function shortenHolds(ask: Ask, holdIds: readonly string[], inMs: number): Promise<number> {
  const [row] = await ask<{ expiresAtMs: number }>(
    `with shortened as (
       update booking_service.hold set expires_at = now() + $2 * interval '1 ms' where id = any($1) returning id, expires_at
     ), seats as (
       update booking_service.seat s set held_until = shortened.expires_at
         from shortened where s.hold_id = shortened.id
     )
     select extract(epoch from min(expires_at))::float8 * 1000 as "expiresAtMs" from shortened`,
    [holdIds, inMs],
  );
  if (row === undefined) throw new Error('no hold was shortened');
  return row.expiresAtMs;
}
