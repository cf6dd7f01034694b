export type CheckKind = 'not_null' | 'unique' | 'relationship' | 'accepted_values' | 'freshness' | 'reconciliation';

/** Something that has to hold. `faults` gives a row with one text column for each row that breaks it, which names that row. */
export type Check = { name: string; kind: CheckKind; faults: string };

const phases = [
  'scheduled',
  'check_in',
  'boarding',
  'gate_closed',
  'departed',
  'airborne',
  'landed',
  'arrived',
  'cancelled',
  'diverted',
  'returned_to_gate',
];

/** Columns that a fact cannot do without, by staging table; `id` names the row. */
const needed: Readonly<Record<string, readonly string[]>> = {
  passenger: ['id', 'tier', 'updated_at'],
  flight: [
    'id',
    'code',
    'departure_date',
    'origin',
    'destination',
    'scheduled_departure',
    'scheduled_arrival',
    'phase',
    'delay_minutes',
    'aircraft_type',
    'updated_at',
  ],
  flight_change: ['id', 'flight_id', 'changes', 'changed_at'],
  booking: [
    'id',
    'order_id',
    'passenger_id',
    'flight_id',
    'status',
    'amount_minor',
    'currency',
    'created_at',
    'updated_at',
  ],
  payment: ['id', 'order_id', 'state', 'amount_minor', 'currency', 'created_at', 'updated_at'],
  refund: ['id', 'order_id', 'state', 'amount_minor', 'currency', 'created_at', 'updated_at'],
  cancellation_quote: [
    'id',
    'order_id',
    'booking_id',
    'refund_minor',
    'fee_minor',
    'currency',
    'created_at',
    'updated_at',
  ],
  delivery: ['id', 'event_id', 'kind', 'flight_code', 'flight_id', 'channel', 'state', 'event_at', 'updated_at'],
};

const accepted: readonly { table: string; column: string; values: readonly string[] }[] = [
  { table: 'passenger', column: 'tier', values: ['MEMBER', 'A-LIST', 'A-LIST PREFERRED'] },
  { table: 'flight', column: 'phase', values: phases },
  {
    table: 'flight',
    column: 'delay_reason',
    values: ['WEATHER', 'MECHANICAL', 'CREW', 'ATC', 'SECURITY', 'OTHER'],
  },
  {
    table: 'booking',
    column: 'status',
    values: ['HELD', 'PAYMENT_PENDING', 'CONFIRMED', 'CHECKED_IN', 'NEEDS_REBOOKING', 'CANCELLED'],
  },
  { table: 'booking', column: 'cabin', values: ['economy', 'business'] },
  { table: 'booking', column: 'passenger_type', values: ['ADT', 'CHD', 'INF'] },
  { table: 'payment', column: 'state', values: ['pending', 'captured', 'returned', 'declined', 'released'] },
  { table: 'refund', column: 'state', values: ['queued', 'done', 'dead'] },
  { table: 'delivery', column: 'channel', values: ['in_app', 'email', 'sms', 'push'] },
];

const ranges: readonly Check[] = [
  {
    name: 'booking.amount_minor is not negative',
    kind: 'accepted_values',
    faults: `select 'booking ' || id || ': ' || amount_minor from stage_booking where amount_minor < 0`,
  },
  {
    name: 'flight arrives after it leaves',
    kind: 'accepted_values',
    faults: `select 'flight ' || id || ' (' || code || ' of ' || departure_date || ')' from stage_flight
              where scheduled_arrival <= scheduled_departure`,
  },
  {
    name: 'dates are in the calendar',
    kind: 'relationship',
    faults: `select 'flight ' || s.id || ': ' || s.departure_date from stage_flight s
              where not exists (select from dim_date d where d.date = s.departure_date)`,
  },
];

/** Of what was read, before anything is made of it. */
export const stagedChecks: readonly Check[] = [
  ...Object.entries(needed).map(([table, columns]): Check => {
    const missing = columns.map((column) => `case when ${column} is null then ' ${column}' end`).join(', ');
    return {
      name: `${table} has all it needs`,
      kind: 'not_null',
      faults: `select concat('${table} ', id, ' has no', ${missing}) from stage_${table} where num_nulls(${columns.join(', ')}) > 0`,
    };
  }),
  ...Object.keys(needed).map(
    (table): Check => ({
      name: `${table} is there once`,
      kind: 'unique',
      faults: `select '${table} ' || id || ' is there ' || count(*) || ' times' from stage_${table} group by id having count(*) > 1`,
    }),
  ),
  ...accepted.map(
    ({ table, column, values }): Check => ({
      name: `${table}.${column} is a known one`,
      kind: 'accepted_values',
      faults: `select '${table} ' || id || ': ' || ${column} from stage_${table}
                where ${column} not in (${values.map((value) => `'${value}'`).join(', ')})`,
    }),
  ),
  ...ranges,
];

const related = (fact: string, key: string, column: string, dimension: string): Check => ({
  name: `${fact}.${column} is in ${dimension}`,
  kind: 'relationship',
  faults: `select '${fact} ' || f.${key} || ': ' || f.${column} from ${fact} f
             left join ${dimension} d on d.${column} = f.${column} where d.${column} is null`,
});

/** What a fact comes to, in the parts in which its source says the same of itself: rows, a total, and the newest change. */
type Reconciled = { source: string; of: string; total: 'minor units' | 'tries'; rows: string };

const reconciled: readonly Reconciled[] = [
  {
    source: 'flight',
    of: 'fact_flight_leg',
    total: 'minor units',
    rows: `select '', count(*), 0, max(source_updated_at) from fact_flight_leg`,
  },
  {
    source: 'flight_change',
    of: 'fact_flight_status_event',
    total: 'minor units',
    rows: `select '', count(*), 0, max(changed_at) from fact_flight_status_event`,
  },
  {
    source: 'booking',
    of: 'fact_booking',
    total: 'minor units',
    rows: `select currency, count(*), sum(amount_minor), max(source_updated_at) from fact_booking group by currency`,
  },
  {
    source: 'payment',
    of: 'fact_payment',
    total: 'minor units',
    rows: `select currency, count(*), coalesce(sum(amount_minor) filter (where state in ('captured', 'returned')), 0),
                  max(source_updated_at) from fact_payment where kind = 'payment' group by currency`,
  },
  {
    source: 'refund',
    of: 'fact_payment, refunds',
    total: 'minor units',
    rows: `select currency, count(*), sum(amount_minor), max(source_updated_at) from fact_payment where kind = 'refund'
            group by currency`,
  },
  {
    source: 'delivery',
    of: 'fact_notification',
    total: 'tries',
    rows: `select concat_ws(' ', kind, substr(channel, length('notice/') + 1), state), count(*), sum(attempts), max(source_updated_at)
             from fact_notification group by kind, channel, state`,
  },
];

const sides = (source: string, rows: string) => `
  from (select part, rows, total, newest from stage_control where name = '${source}' and rows > 0) s
  full join (select * from (${rows}) q (part, rows, total, newest) where q.rows > 0) w using (part)`;

/** Of what was made of it, before it is published. */
export const loadedChecks: readonly Check[] = [
  related('fact_booking', 'booking_id', 'flight_id', 'fact_flight_leg'),
  related('fact_booking', 'booking_id', 'customer_key', 'dim_customer'),
  related('fact_booking', 'booking_id', 'channel', 'dim_channel'),
  related('fact_flight_leg', 'flight_id', 'route', 'dim_route'),
  related('fact_flight_leg', 'flight_id', 'flight_code', 'dim_flight'),
  related('fact_flight_leg', 'flight_id', 'aircraft_type', 'dim_aircraft'),
  related('fact_flight_status_event', 'change_id', 'flight_id', 'fact_flight_leg'),
  related('fact_notification', 'delivery_id', 'customer_key', 'dim_customer'),
  related('fact_notification', 'delivery_id', 'flight_code', 'dim_flight'),
  related('fact_notification', 'delivery_id', 'channel', 'dim_channel'),
  ...reconciled.map(
    ({ source, of, total, rows }): Check => ({
      name: `${of}: rows and ${total} of ${source}`,
      kind: 'reconciliation',
      faults: `select concat('${source} ', part, ': ', coalesce(s.rows, 0), ' rows and ', coalesce(s.total, 0),
                             ' ${total} in the source, ', coalesce(w.rows, 0), ' and ', coalesce(w.total, 0), ' here')
               ${sides(source, rows)}
               where (coalesce(s.rows, 0), coalesce(s.total, 0)) <> (coalesce(w.rows, 0), coalesce(w.total, 0))`,
    }),
  ),
  ...reconciled.map(
    ({ source, of, rows }): Check => ({
      name: `${of}: newest change of ${source}`,
      kind: 'freshness',
      faults: `select concat('${source} ', part, ': changed at ', s.newest, ' in the source, at ', w.newest, ' here')
               ${sides(source, rows)} where s.newest is distinct from w.newest`,
    }),
  ),
  {
    name: 'refunds of sold bookings are shared out to the last cent',
    kind: 'reconciliation',
    faults: `with refunds as (
               select order_id, sum(amount_minor) as refund from fact_payment where kind = 'refund' group by order_id)
             select concat('order ', b.order_id, ': ', sum(b.refunded_minor), ' of ', coalesce(r.refund, 0))
               from fact_booking b left join refunds r using (order_id)
              where b.refunded_minor <> 0 or r.order_id is not null
              group by b.order_id, r.refund
             having sum(b.refunded_minor) <> case when bool_or(b.is_sold and b.amount_minor > 0) then coalesce(r.refund, 0) else 0 end`,
  },
];
