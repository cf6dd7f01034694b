/** Which cluster a table lies in. */
export type SourceCluster = 'booking' | 'users';
/**
 * In the order in which their snapshots are taken: notices speak of flights and bookings, so these are read from a later moment.
 */
export const sourceClusters = ['users', 'booking'] as const;

/** One table that is read: the query's columns are those of `stage_NAME`, in their order. */
export type Source = {
  name: string;
  cluster: SourceCluster;
  /** Up to its `where`; the row's time of change and id can be named in conditions. */
  select: string;
  /** SQL of the time of the last change; rows of one time are in the order of `id`. Absent: read whole each time. */
  changedAt?: string;
  /** Condition for rows of the business dates $1 to $2 (both included), for a backfill. */
  within?: string;
  /** What the source says of the whole table, one row per part of it (such as a currency; '' where there is one): `part, rows, total, newest`. */
  control?: string;
};

const inDays = (column: string) => `${column} >= $1::date and ${column} < $2::date + 1`;

/** In the order in which they are read. */
export const sources: readonly Source[] = [
  {
    name: 'passenger',
    cluster: 'booking',
    select: `select p.id, p.tier, p.has_account, p.is_erased, p.created_at, p.updated_at from booking_service.warehouse_passenger p`,
    changedAt: 'p.updated_at',
    within: inDays('p.created_at'),
  },
  {
    name: 'aircraft',
    cluster: 'booking',
    select: `select t.aircraft_type, (select count(*) from booking_service.seat s where s.flight_id = t.id and not s.is_extra)
               from (select distinct on (f.aircraft_type) f.aircraft_type, f.id from booking_service.flight f
                      where f.seats_opened order by f.aircraft_type, f.id desc) t`,
  },
  {
    name: 'flight',
    cluster: 'booking',
    select: `select f.id, f.code, f.departure_date, f.airline, f.origin, f.destination, f.scheduled_departure, f.scheduled_arrival,
                    f.out_at, f.off_at, f.on_at, f.in_at, f.phase, f.delay_minutes, f.arrival_delay_minutes, f.delay_reason,
                    f.diverted_to, f.aircraft_type, f.version, f.updated_at from booking_service.flight f`,
    changedAt: 'f.updated_at',
    within: 'f.departure_date between $1::date and $2::date',
    control: `select '', count(*), 0, max(updated_at) from booking_service.flight`,
  },
  {
    name: 'flight_change',
    cluster: 'booking',
    select: `select c.id, c.flight_id, c.version, c.event_id is not null, c.changes, c.changed_at, c.changed_at
               from booking_service.flight_change c`,
    changedAt: 'c.changed_at',
    within: inDays('c.changed_at'),
    control: `select '', count(*), 0, max(changed_at) from booking_service.flight_change`,
  },
  {
    name: 'booking',
    cluster: 'booking',
    select: `select b.id, b.order_id, b.passenger_id, b.flight_id, o.account_id is not null, b.status, b.cabin, b.fare,
                    b.passenger_type, o.payment_method, b.amount_minor, b.currency, b.created_at, b.updated_at
               from booking_service.booking b join booking_service.booking_order o on o.id = b.order_id`,
    changedAt: 'b.updated_at',
    within: inDays('b.created_at'),
    control: `select currency, count(*), coalesce(sum(amount_minor), 0), max(updated_at) from booking_service.booking group by currency`,
  },
  {
    name: 'payment',
    cluster: 'booking',
    select: `select p.id, p.order_id, p.state, p.method, p.reason, p.amount_minor, p.currency, p.created_at, p.settled_at, p.updated_at
               from booking_service.payment p`,
    changedAt: 'p.updated_at',
    within: inDays('p.created_at'),
    control: `select currency, count(*), coalesce(sum(amount_minor) filter (where state in ('captured', 'returned')), 0), max(updated_at)
                from booking_service.payment group by currency`,
  },
  {
    name: 'refund',
    cluster: 'booking',
    select: `select r.id, r.order_id, r.state, r.reason, r.amount_minor, r.currency, r.created_at, r.done_at, r.updated_at
               from booking_service.refund r`,
    changedAt: 'r.updated_at',
    within: inDays('r.created_at'),
    control: `select currency, count(*), coalesce(sum(amount_minor), 0), max(updated_at)
                from booking_service.refund group by currency`,
  },
  {
    name: 'cancellation_quote',
    cluster: 'booking',
    select: `select q.id, q.order_id, q.booking_id, q.refund_minor, q.fee_minor, q.refunded_minor, q.currency, q.created_at,
                    q.confirmed_at, q.updated_at from booking_service.cancellation_quote q`,
    changedAt: 'q.updated_at',
    within: inDays('q.created_at'),
  },
  {
    name: 'delivery',
    cluster: 'users',
    select: `select d.id, d.event_id, n.kind, d.flight_id, n.departure_id, substr(d.passenger_id, 2)::int, d.channel, d.state,
                    d.reason_code, d.attempts, n.event_time, d.created_at, d.sent_at, d.updated_at
               from notification_service.delivery d join notification_service.notice n on n.id = d.notice_id`,
    changedAt: 'd.updated_at',
    within: inDays('d.created_at'),
    control: `select concat_ws(' ', n.kind, d.channel, d.state), count(*), sum(d.attempts), max(d.updated_at)
                from notification_service.delivery d join notification_service.notice n on n.id = d.notice_id
               group by n.kind, d.channel, d.state`,
  },
];
