import type { Db } from '@airside/postgres';
import type { HistoryEntry } from './history-kinds.ts';

/** Rows of booking_history, in this order. */
export async function insertHistory(tx: Db, entries: readonly HistoryEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.query(
    `insert into booking_history (order_id, booking_id, kind, actor_account_id, detail)
     select "orderId", "bookingId", kind, "actorAccountId", coalesce(detail, '{}')
       from json_to_recordset($1) as d ("orderId" int, "bookingId" int, kind text, "actorAccountId" int, detail jsonb)`,
    [JSON.stringify(entries)],
  );
}
