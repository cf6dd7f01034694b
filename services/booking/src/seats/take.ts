import type { Db } from '@airside/postgres';

/**
 * In the caller's transaction: takes these seats, or the first free ones, for bookings of one flight; undefined where there
 * are not enough. Never blocks on other buyers' seats. The rows stay locked; the caller writes who sits there.
 */
export async function takeSeats(
  tx: Db,
  wanted: {
    flightId: number;
    cabin: 'economy' | 'business';
    count: number;
    names?: readonly string[];
    holdId?: string;
  },
): Promise<{ name: string }[] | undefined> {
  const rows = await tx.query<{ name: string }>(
    `select s.name from seat s
      where s.flight_id = $1 and s.cabin = $2 and s.booking_id is null and s.is_on_sale and not s.is_blocked
        and (s.held_until is null or s.held_until <= clock_timestamp() or s.hold_id = $5::uuid)
        and ($4::text[] is null or s.name = any($4))
      order by s.row_number, s.letter limit $3 for update skip locked`,
    [wanted.flightId, wanted.cabin, wanted.count, wanted.names ?? null, wanted.holdId ?? null],
  );
  return rows.length === wanted.count ? rows : undefined;
}

/** Puts the seats of these bookings on sale again. */
export async function freeSeats(tx: Db, bookingIds: readonly number[]): Promise<void> {
  await tx.query(`update seat set booking_id = null, updated_at = now() where booking_id = any($1)`, [bookingIds]);
}
