import { bucketSql } from '../rules.ts';
import type { Statement } from '../statement.ts';
import { removeOthers, type Target, upsert } from '../upsert.ts';

/** Marts are made anew of all facts, whatever has changed: they cannot go astray, and rows that stay are not written. */
const marts: readonly Target[] = [
  {
    table: 'mart_load_day',
    key: ['date', 'route'],
    columns: ['flights', 'flights_of_known_size', 'seats', 'passengers', 'seated_on_known_size'],
    // An infant on a lap fills no seat.
    select: `
      select l.departure_date as date, l.route, count(*)::int as flights, count(a.seats)::int as flights_of_known_size,
             coalesce(sum(a.seats), 0)::bigint as seats, coalesce(sum(b.passengers), 0)::bigint as passengers,
             coalesce(sum(b.passengers) filter (where a.seats is not null), 0)::bigint as seated_on_known_size
        from fact_flight_leg l
        left join dim_aircraft a using (aircraft_type)
        left join (select flight_id, count(*) as passengers from fact_booking
                    where status in ('CONFIRMED', 'CHECKED_IN', 'NEEDS_REBOOKING') and passenger_type <> 'INF' group by flight_id) b
               using (flight_id)
       where not l.is_cancelled group by l.departure_date, l.route`,
  },
  {
    table: 'mart_revenue_day',
    key: ['date', 'route', 'currency'],
    columns: ['bookings', 'gross_minor', 'refunded_minor', 'net_minor'],
    select: `
      select l.departure_date as date, l.route, b.currency, sum(b.bookings)::int as bookings, sum(b.gross)::bigint as gross_minor,
             sum(b.refunded)::bigint as refunded_minor, sum(b.gross - b.refunded)::bigint as net_minor
        from (select flight_id, currency, count(*) as bookings, sum(amount_minor) as gross, sum(refunded_minor) as refunded
                from fact_booking where is_sold group by flight_id, currency) b
        join fact_flight_leg l using (flight_id) group by l.departure_date, l.route, b.currency`,
  },
  {
    table: 'mart_punctuality_day',
    key: ['date', 'route'],
    columns: ['flights', 'arrived', 'on_time', 'cancelled', 'delay_minutes'],
    select: `
      select departure_date as date, route, count(*)::int as flights, count(*) filter (where has_arrived)::int as arrived,
             count(*) filter (where is_on_time)::int as on_time, count(*) filter (where is_cancelled)::int as cancelled,
             coalesce(sum(greatest(0, arrival_delay_minutes)) filter (where has_arrived), 0)::bigint as delay_minutes
        from fact_flight_leg group by departure_date, route`,
  },
  {
    table: 'mart_delay_cause_day',
    key: ['date', 'cause'],
    columns: ['flights', 'delay_minutes', 'cancelled'],
    select: `
      select departure_date as date, coalesce(delay_cause, 'NOT TOLD') as cause, count(*)::int as flights,
             coalesce(sum(greatest(0, departure_delay_minutes)) filter (where not is_cancelled), 0)::bigint as delay_minutes,
             count(*) filter (where is_cancelled)::int as cancelled
        from fact_flight_leg where is_cancelled or departure_delay_minutes > 0
       group by departure_date, coalesce(delay_cause, 'NOT TOLD')`,
  },
  {
    table: 'mart_notification_day',
    key: ['date', 'channel', 'state', 'bucket'],
    columns: ['messages'],
    select: `
      select date, channel, state, bucket, count(*)::int as messages
        from (select date, channel, state, ${bucketSql('latency_ms')} as bucket from fact_notification) n
       group by date, channel, state, bucket`,
  },
  {
    table: 'mart_cancellation_day',
    key: ['date', 'currency'],
    columns: [
      'quoted',
      'confirmed',
      'refund_owed',
      'refund_paid',
      'quoted_minor',
      'owed_minor',
      'paid_minor',
      'fee_minor',
    ],
    // By the day of the quote, so that the stages of a funnel are of the same people.
    select: `
      select c.date, c.currency, count(*)::int as quoted, count(c.confirmed_at)::int as confirmed,
             count(*) filter (where r.owed > 0)::int as refund_owed, count(*) filter (where r.owed > 0 and r.paid = r.owed)::int as refund_paid,
             sum(c.refund_minor)::bigint as quoted_minor, coalesce(sum(r.owed), 0)::bigint as owed_minor,
             coalesce(sum(r.paid), 0)::bigint as paid_minor,
             coalesce(sum(c.fee_minor) filter (where c.confirmed_at is not null), 0)::bigint as fee_minor
        from fact_cancellation c
        left join lateral (
          select coalesce(c.refunded_minor, 0) as owed,
                 case when not exists (select from fact_payment p where p.order_id = c.order_id and p.kind = 'refund' and p.state <> 'done')
                   then coalesce(c.refunded_minor, 0) else 0 end as paid) r on c.confirmed_at is not null
       group by c.date, c.currency`,
  },
];

/** Summed up once, then compared with what is published. */
export const martStatements: readonly Statement[] = marts.flatMap(({ select, ...mart }) => {
  const sums = `new_${mart.table}`;
  const target = { ...mart, select: `select * from ${sums}` };
  return [
    { table: mart.table, before: `create temporary table ${sums} on commit drop as ${select}`, sql: upsert(target) },
    { table: mart.table, sql: removeOthers(target) },
  ];
});
