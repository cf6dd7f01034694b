import type pg from 'pg';
import { days, drawn, firstDay } from '../etl/generate.ts';

/** Takes the few sample flights away, whose numbers those that are generated want. */
export async function removeSamples(db: pg.Client): Promise<void> {
  await db.query('truncate booking_service.flight, booking_service.passenger, booking_service.booking_order cascade');
}

/** A quote for every third booking, and for each that is cancelled, which has it confirmed. */
export async function generateQuotes(db: pg.Client): Promise<void> {
  await db.query(
    `insert into cancellation_quote (order_id, booking_id, covers, refund_minor, fee_minor, currency, expires_at, confirmed_at,
                                     refunded_minor, created_at, updated_at)
     select b.order_id, b.id, '[]', b.amount_minor / 2, b.amount_minor - b.amount_minor / 2, b.currency, b.created_at + interval '1 day',
            case when c.is_cancelled then b.created_at end, case when c.is_cancelled then b.amount_minor / 2 end, b.created_at, b.created_at
       from booking b cross join lateral (select b.status = 'CANCELLED' as is_cancelled) c
      where c.is_cancelled or b.id % 3 = 0`,
  );
}

/** A year of messages on all channels, nine of ten sent, between a tenth of a second and some minutes after their event. */
export async function generateNotices(
  db: pg.Client,
  { notices, flights, seed }: { notices: number; flights: number; seed: number },
): Promise<void> {
  await db.query('set session_replication_role = replica');
  await db.query('set search_path = notification_service');
  const at = `timestamptz '${firstDay}' + (n % ${days}) * interval '1 day' + ${drawn(21, 86_400)} * interval '1 second'`;
  await db.query(
    `insert into notice (id, event_id, recipient, passenger_id, flight_id, departure_id, kind, event_time, language, subject, body, sms,
                         push_title, push_text, is_urgent, created_at)
     overriding system value
     select n, 'bench/' || n, 'P' || n, null, 'BX' || n % ${flights} + 1, n % ${flights} + 1,
            (array['delay','cancellation','gate_change'])[${drawn(22, 3)} + 1], ${at}, 'en', 's', 'b', 's', 't', 't', false, ${at}
       from generate_series(1, $1::bigint) n`,
    [notices, seed],
  );
  await db.query(
    `insert into delivery (id, notice_id, event_id, recipient, channel, flight_id, state, reason_code, reason, attempts, sent_at, created_at,
                           updated_at)
     overriding system value
     select n, n, 'bench/' || n, 'P' || n, (array['in_app','email','sms','push'])[${drawn(23, 4)} + 1], 'BX' || n % ${flights} + 1,
            s.state, lower(s.state), s.state, 1, case when s.state = 'SENT' then t.at + 10 ^ (${drawn(24, 350)} / 100.0 - 1) * interval '1 second' end,
            t.at, t.at
       from generate_series(1, $1::bigint) n
      cross join lateral (select ${at} as at) t
      cross join lateral (select case when ${drawn(25, 10)} = 0 then 'FAILED' else 'SENT' end as state) s`,
    [notices, seed],
  );
  await db.query('analyze');
}
