import { onTimeWithinMinutes } from '../rules.ts';
import type { Statement } from '../statement.ts';
import { upsert } from '../upsert.ts';

const minutes = (from: string, to: string) => `round(extract(epoch from ${to} - ${from}) / 60)::int`;

/** Local times are those of the clocks at the airport, whatever they showed on that day. */
const legs = upsert({
  table: 'fact_flight_leg',
  key: ['flight_id'],
  columns: [
    'flight_code',
    'departure_date',
    'arrival_date',
    'route',
    'aircraft_type',
    'phase',
    'scheduled_departure',
    'scheduled_arrival',
    'scheduled_local',
    'estimated_departure',
    'estimated_arrival',
    'estimated_local',
    'out_at',
    'off_at',
    'on_at',
    'in_at',
    'departure_delay_minutes',
    'arrival_delay_minutes',
    'delay_cause',
    'is_cancelled',
    'has_arrived',
    'is_on_time',
    'diverted_to',
    'version',
    'source_updated_at',
  ],
  select: `
    select l.*, case when l.has_arrived then l.arrival_delay_minutes < ${onTimeWithinMinutes} end as is_on_time
      from (select s.id as flight_id, s.code as flight_code, s.departure_date,
                   (s.scheduled_arrival at time zone d.time_zone)::date as arrival_date,
                   s.origin || '-' || s.destination as route, s.aircraft_type, s.phase, s.scheduled_departure, s.scheduled_arrival,
                   s.scheduled_departure at time zone o.time_zone as scheduled_local,
                   e.departure as estimated_departure, e.arrival as estimated_arrival,
                   e.departure at time zone o.time_zone as estimated_local,
                   s.out_at, s.off_at, s.on_at, s.in_at,
                   coalesce(${minutes('s.scheduled_departure', 's.out_at')}, s.delay_minutes) as departure_delay_minutes,
                   coalesce(${minutes('s.scheduled_arrival', 's.in_at')}, s.arrival_delay_minutes, s.delay_minutes)
                     as arrival_delay_minutes,
                   s.delay_reason as delay_cause, s.phase = 'cancelled' as is_cancelled, s.phase = 'arrived' as has_arrived,
                   s.diverted_to, s.version, s.updated_at as source_updated_at
              from stage_flight s
              join dim_airport o on o.airport = s.origin
              join dim_airport d on d.airport = s.destination
              cross join lateral (
                select case when s.phase <> 'cancelled' then s.scheduled_departure + make_interval(mins => s.delay_minutes) end
                         as departure,
                       case when s.phase <> 'cancelled' then s.scheduled_arrival
                         + make_interval(mins => coalesce(s.arrival_delay_minutes, s.delay_minutes)) end as arrival) e) l`,
});

const statusEvents = upsert({
  table: 'fact_flight_status_event',
  key: ['change_id'],
  columns: [
    'flight_id',
    'version',
    'changed_at',
    'date',
    'is_from_feed',
    'old_phase',
    'new_phase',
    'old_delay',
    'new_delay',
    'delay_cause',
    'changes_gate',
    'changes_aircraft',
  ],
  select: `
    select id as change_id, flight_id, version, changed_at, (changed_at at time zone 'UTC')::date as date, is_from_feed,
           changes #>> '{phase,old}' as old_phase, changes #>> '{phase,new}' as new_phase,
           (changes #>> '{delay_minutes,old}')::int as old_delay, (changes #>> '{delay_minutes,new}')::int as new_delay,
           changes #>> '{delay_reason,new}' as delay_cause,
           changes ?| array['gate', 'terminal'] as changes_gate, changes ? 'aircraft_type' as changes_aircraft
      from stage_flight_change`,
});

/** The version of the customer is the one of the moment in question, not the present one; an erased one is customer 0. */
const customerAt = (passengerId: string, at: string) => `
      left join customer_identity i on i.passenger_id = ${passengerId}
      left join dim_customer c on c.customer_no = i.customer_no and c.validity @> ${at}`;

/** What was bought and paid; a cancelled booking was sold where its order was paid for. */
function isSold(booking: string): string {
  return `${booking}.status in ('CONFIRMED', 'CHECKED_IN', 'NEEDS_REBOOKING') or (${booking}.status = 'CANCELLED' and exists (
     select from fact_payment p where p.order_id = ${booking}.order_id and p.kind = 'payment' and p.state = 'captured'))`;
}

const bookings = upsert({
  table: 'fact_booking',
  key: ['booking_id'],
  columns: [
    'order_id',
    'flight_id',
    'customer_key',
    'channel',
    'booked_at',
    'booked_date',
    'status',
    'cabin',
    'fare',
    'passenger_type',
    'payment_method',
    'amount_minor',
    'currency',
    'is_sold',
    'source_updated_at',
  ],
  select: `
    select s.id as booking_id, s.order_id, s.flight_id, coalesce(c.customer_key, 0) as customer_key,
           case when s.is_by_account then 'sale/account' else 'sale/desk' end as channel, s.created_at as booked_at,
           (s.created_at at time zone 'UTC')::date as booked_date, s.status, s.cabin, s.fare, s.passenger_type, s.payment_method,
           s.amount_minor, s.currency, ${isSold('s')} as is_sold, s.updated_at as source_updated_at
      from stage_booking s ${customerAt('s.passenger_id', 's.created_at')}`,
});

const payments = upsert({
  table: 'fact_payment',
  key: ['payment_key'],
  columns: [
    'order_id',
    'kind',
    'state',
    'method',
    'reason',
    'amount_minor',
    'currency',
    'begun_at',
    'settled_at',
    'date',
    'source_updated_at',
  ],
  select: `
    select p.*, (coalesce(p.settled_at, p.begun_at) at time zone 'UTC')::date as date
      from (select 'payment/' || id as payment_key, order_id, 'payment' as kind, state, method, reason, amount_minor, currency,
                   created_at as begun_at, settled_at, updated_at as source_updated_at from stage_payment
            union all
            select 'refund/' || id, order_id, 'refund', state, null, reason, amount_minor, currency, created_at, done_at, updated_at
              from stage_refund) p`,
});

const cancellations = upsert({
  table: 'fact_cancellation',
  key: ['quote_id'],
  columns: [
    'order_id',
    'booking_id',
    'quoted_at',
    'date',
    'confirmed_at',
    'refund_minor',
    'fee_minor',
    'refunded_minor',
    'currency',
    'source_updated_at',
  ],
  select: `
    select id as quote_id, order_id, booking_id, created_at as quoted_at, (created_at at time zone 'UTC')::date as date,
           confirmed_at, refund_minor, fee_minor, refunded_minor, currency, updated_at as source_updated_at
      from stage_cancellation_quote`,
});

/** A payment may come to its end after its booking did. */
const soldByPayment = `
update fact_booking b set is_sold = ${isSold('b')}
 where b.status = 'CANCELLED' and b.order_id in (select order_id from stage_payment)
   and b.is_sold is distinct from (${isSold('b')})`;

/**
 * Refunds are the order's: they are shared out over its cancelled bookings, or over all that were sold where none is, by amount;
 * the running total is rounded, so that the shares come to the refund to the last cent.
 */
const shared = `
with touched as (
  select order_id from stage_booking union select order_id from stage_payment union select order_id from stage_refund
), refunds as (
  select p.order_id, sum(p.amount_minor) as refund from fact_payment p join touched using (order_id)
   where p.kind = 'refund' group by p.order_id
), bookings as (
  select b.booking_id, b.order_id, b.amount_minor, r.refund,
         b.is_sold and (b.status = 'CANCELLED') = bool_or(b.is_sold and b.status = 'CANCELLED') over (partition by b.order_id)
           as takes_part
    from fact_booking b join refunds r using (order_id)
), shares as (
  select booking_id, case when takes_part then
           round(refund::numeric * sum(amount_minor) over upto / nullif(sum(amount_minor) over whole, 0))
           - round(refund::numeric * (sum(amount_minor) over upto - amount_minor) / nullif(sum(amount_minor) over whole, 0)) end as share
    from bookings
  window whole as (partition by order_id, takes_part),
         upto as (partition by order_id, takes_part order by booking_id rows unbounded preceding)
)
update fact_booking b set refunded_minor = coalesce(s.share, 0)::int
  from shares s
 where s.booking_id = b.booking_id and b.refunded_minor <> coalesce(s.share, 0)::int`;

const notifications = upsert({
  table: 'fact_notification',
  key: ['delivery_id'],
  columns: [
    'event_id',
    'kind',
    'flight_code',
    'flight_id',
    'customer_key',
    'channel',
    'state',
    'reason',
    'attempts',
    'event_at',
    'date',
    'sent_at',
    'latency_ms',
    'source_updated_at',
  ],
  select: `
    select s.id as delivery_id, s.event_id, s.kind, s.flight_code, s.flight_id, coalesce(c.customer_key, 0) as customer_key,
           'notice/' || s.channel as channel, s.state, s.reason, s.attempts, s.event_at,
           (s.event_at at time zone 'UTC')::date as date, s.sent_at,
           case when s.state = 'SENT' then greatest(0, round(extract(epoch from s.sent_at - s.event_at) * 1000))::bigint end
             as latency_ms,
           s.updated_at as source_updated_at
      from stage_delivery s ${customerAt('s.passenger_id', 's.event_at')}`,
});

/** In this order: what is sold follows from payments, and what goes back from what is sold. */
export const factStatements: readonly Statement[] = [
  { table: 'fact_flight_leg', sql: legs },
  { table: 'fact_flight_status_event', sql: statusEvents },
  { table: 'fact_payment', sql: payments },
  { table: 'fact_cancellation', sql: cancellations },
  { table: 'fact_booking', sql: bookings },
  { table: 'fact_booking', sql: soldByPayment },
  { table: 'fact_booking', sql: shared },
  { table: 'fact_notification', sql: notifications },
];
