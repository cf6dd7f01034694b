import type { Cluster } from '@airside/postgres';
import { createTestDatabase, type TestDatabase } from '@airside/testing';
import { join } from 'node:path';
import type { RunOptions } from '../src/run/queries.ts';
import { type RunDeps, type RunResult, runOnce } from '../src/run/run.ts';

const checkout = join(import.meta.dirname, '../..');

export type NewFlight = {
  code: string;
  date: string;
  origin?: string;
  destination?: string;
  departure: string;
  arrival: string;
  aircraft?: string;
};

/** The sources, an empty warehouse, and what it takes to put something into the former. */
export type World = {
  booking: Cluster;
  notification: Cluster;
  warehouse: Cluster;
  databases: { booking: TestDatabase; notification: TestDatabase; warehouse: TestDatabase };
  deps: RunDeps;
  load(options?: Partial<RunOptions>, deps?: Partial<RunDeps>): Promise<RunResult>;
  addPassenger(tier?: string): Promise<number>;
  addFlight(flight: NewFlight): Promise<number>;
  addOrder(order: NewOrder): Promise<{ orderId: number; bookingIds: number[] }>;
  close(): Promise<void>;
};

export type NewOrder = {
  flightId: number;
  passengers: { passengerId: number; amountMinor: number; type?: string }[];
  status?: string;
  /** State of its payment; absent: it has none. */
  payment?: 'captured' | 'declined' | 'pending';
  currency?: string;
};

export async function createWorld(): Promise<World> {
  const [booking, notification, warehouse] = await Promise.all([
    createTestDatabase({ role: 'booking_service', migrations: join(checkout, 'services/booking/migrations') }),
    createTestDatabase({
      role: 'notification_service',
      migrations: join(checkout, 'services/notification/migrations'),
    }),
    createTestDatabase({ role: 'warehouse', migrations: join(checkout, 'etl/migrations') }),
  ]);
  const deps: RunDeps = {
    warehouseUrl: warehouse.urls[0] ?? '',
    sourceUrls: { booking: booking.readerUrls, users: notification.readerUrls },
    now: () => Temporal.Now.instant(),
  };
  const sql = booking.cluster.writer;
  const idOf = (rows: { id: number }[]) => rows[0]?.id ?? 0;
  let orders = 0;
  return {
    booking: booking.cluster,
    notification: notification.cluster,
    warehouse: warehouse.cluster,
    databases: { booking, notification, warehouse },
    deps,
    load: (options, other) =>
      runOnce({ ...deps, ...other }, { run: { kind: 'incremental' }, isDry: false, askedBy: 'person', ...options }),
    async addPassenger(tier = 'MEMBER') {
      return idOf(
        await sql.query(
          `insert into passenger (first_name, last_name, tier) values ('Ada', 'Byron', $1) returning id`,
          [tier],
        ),
      );
    },
    async addFlight({ code, date, origin = 'JFK', destination = 'LHR', departure, arrival, aircraft = 'A320' }) {
      return idOf(
        await sql.query(
          `insert into flight (code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival,
                               aircraft_type, price_minor, currency, seats_opened)
           values ($1, $2::date, 'Airside', $3, $4, $5::timestamptz, $6::timestamptz, $7, 10000, 'EUR', false) returning id`,
          [code, date, origin, destination, departure, arrival, aircraft],
        ),
      );
    },
    async addOrder({ flightId, passengers, status = 'CONFIRMED', payment, currency = 'EUR' }) {
      orders += 1;
      const amount = passengers.reduce((total, { amountMinor }) => total + amountMinor, 0);
      const orderId = idOf(
        await sql.query(
          `insert into booking_order (locator, account_id, state, payment_method, amount_minor, currency)
           values ($1, 1, $2, 'credit_card', $3, $4) returning id`,
          [`T${String(orders).padStart(5, '0')}`, status === 'CANCELLED' ? 'CANCELLED' : 'CONFIRMED', amount, currency],
        ),
      );
      const bookingIds: number[] = [];
      for (const { passengerId, amountMinor, type = 'ADT' } of passengers) {
        bookingIds.push(
          idOf(
            await sql.query(
              `insert into booking (order_id, passenger_id, flight_id, status, amount_minor, currency, passenger_type, price)
               values ($1, $2, $3, $4, $5, $6, $7, '{}') returning id`,
              [orderId, passengerId, flightId, status, amountMinor, currency, type],
            ),
          ),
        );
      }
      if (payment !== undefined) {
        await sql.query(
          `insert into payment (order_id, key, provider, state, method, amount_minor, currency, authorise_state, capture_state,
                                settled_at, next_look_at)
           values ($1::int, 'k' || $1::int, 'sandbox', $2::text, 'credit_card', $3, $4,
                   case $2 when 'declined' then 'failed' when 'captured' then 'done' else 'pending' end,
                   case $2 when 'captured' then 'done' else 'pending' end,
                   case when $2 <> 'pending' then now() end, case when $2 = 'pending' then now() end)`,
          [orderId, payment, amount, currency],
        );
      }
      return { orderId, bookingIds };
    },
    async close() {
      await Promise.all([booking.drop(), notification.drop(), warehouse.drop()]);
    },
  };
}

/** What the warehouse says, whatever its own numbers: equal for equal contents. */
export async function checksum(warehouse: Cluster): Promise<string> {
  const customer = `(select jsonb_build_array(i.passenger_id, c.tier, c.has_account, c.validity, c.is_inferred)
                       from dim_customer c left join customer_identity i using (customer_no) where c.customer_key = t.customer_key)`;
  const tables = [
    'dim_airport',
    'dim_route',
    'dim_flight',
    'dim_aircraft',
    'dim_customer',
    'fact_booking',
    'fact_payment',
    'fact_cancellation',
    'fact_flight_leg',
    'fact_flight_status_event',
    'fact_notification',
    'mart_load_day',
    'mart_revenue_day',
    'mart_punctuality_day',
    'mart_delay_cause_day',
    'mart_notification_day',
    'mart_cancellation_day',
    'watermark',
  ];
  const parts = tables.map((table) => {
    const row = ['dim_customer', 'fact_booking', 'fact_notification'].includes(table)
      ? `to_jsonb(t) - 'customer_key' - 'customer_no' || jsonb_build_object('customer', ${customer})`
      : 'to_jsonb(t)';
    return `select '${table}' as name, count(*) as rows, md5(string_agg((${row})::text, '' order by (${row})::text)) as sum from ${table} t`;
  });
  const rows = await warehouse.writer.query<{ name: string; rows: number; sum: string }>(
    `${parts.join(' union all ')} order by name`,
  );
  return rows.map(({ name, rows: count, sum }) => `${name} ${count} ${sum}`).join('\n');
}
