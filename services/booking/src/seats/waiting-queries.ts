import type { Cabin } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { keepFromExits } from '../orders/party-rules.ts';
import type { Waiting } from './waiting-rules.ts';

/** Those booked on a flight without a place, at most `limit`; whoever is being seated by somebody else is passed over. */
export async function lockWaiting(
  tx: Db,
  {
    flightId,
    cabins,
    leaving,
    limit,
  }: { flightId: number; cabins: readonly Cabin[]; leaving: readonly number[]; limit: number },
): Promise<Waiting[]> {
  return tx.query<Waiting>(
    `select b.id as "bookingId", b.order_id as "orderId", b.cabin,
            b.passenger_type = 'ADT' and not b.special_requests && $3::text[]
              and not exists (select from booking i where i.infant_of = b.id and i.status <> 'CANCELLED') as "mayUseExits",
            exists (select from seat s where s.flight_id = b.flight_id and s.booking_id = b.id) as "hasExtra"
       from booking b
      where b.flight_id = $1 and b.seat is null and b.passenger_type <> 'INF'
        and b.status in ('PAYMENT_PENDING', 'CONFIRMED', 'CHECKED_IN') and b.id <> all($4) and b.cabin = any($5)
      order by "hasExtra", b.id limit $2
        for update of b skip locked`,
    [flightId, limit, keepFromExits, leaving, cabins],
  );
}

/** Seats people on free places: their extras, if they had any, are free then. */
export async function seatWaiting(
  tx: Db,
  flightId: number,
  seated: readonly { bookingId: number; orderId: number; name: string }[],
): Promise<void> {
  await tx.query(
    `with d as materialized (
       select * from json_to_recordset($2) as d ("bookingId" int, "orderId" int, name text)
     ), given_back as (
       update seat s set booking_id = null, updated_at = now()
         from d where s.flight_id = $1 and s.booking_id = d."bookingId" and s.is_extra
     ), seated as (
       update booking b set seat = d.name, updated_at = now() from d where b.id = d."bookingId"
     ), noted as (
       insert into booking_history (order_id, booking_id, kind, detail)
       select "orderId", "bookingId", 'seat_changed', jsonb_build_object('from', null, 'to', name) from d
     )
     update seat s set booking_id = d."bookingId", hold_id = null, held_until = null, updated_at = now()
       from d where s.flight_id = $1 and s.name = d.name`,
    [flightId, JSON.stringify(seated)],
  );
}
