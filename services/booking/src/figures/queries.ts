import type { Db } from '@airside/postgres';

export type SeatFigures = { seats: number; sold: number; onSale: number };

/**
 * Seats that can be sold on the flights that leave within the next 24 hours and are not cancelled. A flight of which nobody has
 * asked for a seat has no seat rows: it has as many as its aircraft (`seatsByType`, of `capacities`).
 */
export async function countSeats(db: Db, now: Temporal.Instant, seatsByType: string): Promise<SeatFigures> {
  const [row] = await db.query<SeatFigures>(
    `select coalesce(sum(n.seats), 0)::int as seats, coalesce(sum(n.sold), 0)::int as sold,
            coalesce(sum(n.on_sale), 0)::int as "onSale"
       from flight f
       cross join lateral (
         select count(*) filter (where s.is_on_sale or s.booking_id is not null) as seats, count(s.booking_id) as sold,
                count(*) filter (where s.booking_id is null and s.is_on_sale) as on_sale
           from seat s where f.seats_opened and s.flight_id = f.id
         union all
         select sum(c.value::int), 0, sum(c.value::int) filter (where is_on_sale(f.phase))
           from jsonb_each_text($2::jsonb -> f.aircraft_type) c where not f.seats_opened
       ) n
      where f.scheduled_departure >= $1 and f.scheduled_departure < $1::timestamptz + interval '24 hours'
        and f.phase <> 'cancelled'`,
    [now, seatsByType],
  );
  return row ?? { seats: 0, sold: 0, onSale: 0 };
}

export type DepartureFigures = { onTime: number; late: number; cancelled: number };

/** What became of the flights of the last 24 hours. On time: out of the gate within 15 minutes of the schedule, as airlines count. */
export async function countDepartures(db: Db, now: Temporal.Instant): Promise<DepartureFigures> {
  const [row] = await db.query<DepartureFigures>(
    `select count(*) filter (where out_at <= scheduled_departure + interval '15 minutes')::int as "onTime",
            count(*) filter (where out_at > scheduled_departure + interval '15 minutes')::int as late,
            count(*) filter (where phase = 'cancelled')::int as cancelled
       from flight
      where scheduled_departure > $1::timestamptz - interval '24 hours' and scheduled_departure <= $1`,
    [now],
  );
  return row ?? { onTime: 0, late: 0, cancelled: 0 };
}

/** Bookings that are alive, by state; of flights that have not left yet. */
export function countBookings(db: Db, now: Temporal.Instant): Promise<{ status: string; count: number }[]> {
  return db.query<{ status: string; count: number }>(
    `select s.status, count(b.id)::int as count
       from (values ('HELD'), ('PAYMENT_PENDING'), ('CONFIRMED'), ('CHECKED_IN'), ('NEEDS_REBOOKING')) s(status)
       left join (select b.id, b.status from flight f join booking b on b.flight_id = f.id
                   where f.scheduled_departure >= $1) b on b.status = s.status
      group by s.status`,
    [now],
  );
}
