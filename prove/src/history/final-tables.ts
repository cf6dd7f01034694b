import type { FinalTables } from './rules.ts';

/** Runs SQL on the booking cluster and gives the rows. */
export type Ask = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;

/** What the booking service holds of some users, in the end. */
export async function readFinalTables(ask: Ask, userIds: readonly number[]): Promise<FinalTables> {
  const bookings = await ask<FinalTables['bookings'][number]>(
    // What was let go because its payment did not come about was never sold, and the wish may have been granted by another order.
    `select b.id, o.account_id as "userId", b.status = 'CANCELLED' as "isCancelled"
       from booking_service.booking b join booking_service.booking_order o on o.id = b.order_id
      where o.account_id = any($1)
        and not exists (select from booking_service.booking_history h where h.order_id = o.id and h.kind = 'released')`,
    [userIds],
  );
  const keys = await ask<FinalTables['keys'][number]>(
    `select account_id as "userId", key as wish, (outcome->>'bookingId')::int as "bookingId"
       from booking_service.idempotency_key where account_id = any($1) and outcome->>'kind' = 'booked'`,
    [userIds],
  );
  const [seats] = await ask<{ count: number }>(
    `select count(*)::int as count from (
       select 1 from booking_service.booking where status <> 'CANCELLED' and seat is not null group by flight_id, seat having count(*) > 1) twice`,
    [],
  );
  return { bookings, keys, seatsSoldTwice: seats?.count ?? 0 };
}
