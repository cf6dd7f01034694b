import type { Db } from '@airside/postgres';
import type { HistoryRow } from './rules.ts';

/** What happened to a booking, and to the order as a whole; oldest first. */
export async function listHistory(
  db: Db,
  { orderId, bookingId, limit }: { orderId: number; bookingId: number; limit: number },
): Promise<HistoryRow[]> {
  return db.query<HistoryRow>(
    `select kind, actor_account_id as "actorAccountId", detail, happened_at as "happenedAt"
       from booking_history where order_id = $1 and (booking_id = $2 or booking_id is null)
      order by happened_at, id limit $3`,
    [orderId, bookingId, limit],
  );
}
