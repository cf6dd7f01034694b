import type { Role } from '@airside/contracts';
import type { App } from '@airside/service';
import {
  connectTestRedis,
  createTestDatabase,
  createTestTokens,
  silentLogger,
  type TestDatabase,
} from '@airside/testing';
import { join } from 'node:path';
import { buildApp } from '../src/app.ts';
import { createChangeDesk } from '../src/changes/flights/desk.ts';
import { composePrice } from '../src/orders/price.ts';
import { createStandInPayments, type StandInPayments } from './stand-ins.ts';

const tokens = createTestTokens();
const clusterSecret = 'a-secret-of-the-test';

export type Answer = { status: number; headers: Record<string, unknown>; text: string; body: Record<string, unknown> };
type Method = 'GET' | 'POST' | 'DELETE';
type Options = { as?: number | 'nobody' | 'staff' | 'service'; payload?: object; headers?: Record<string, string> };

export type NewFlight = {
  code?: string;
  origin?: string;
  destination?: string;
  /** Hours from now, on the ground for another two. */
  inHours?: number;
  phase?: string;
  seats?: number;
  business?: number;
  priceMinor?: number;
  delayMinutes?: number;
};
export type NewPassenger = {
  type?: 'ADT' | 'CHD' | 'INF';
  firstName?: string;
  lastName?: string | null;
  accountId?: number;
  /** Index of the adult in the list. */
  infantOf?: number;
  cabin?: 'economy' | 'business';
};
export type NewOrder = {
  accountId?: number;
  locator?: string;
  bookedHoursAgo?: number;
  passengers?: NewPassenger[];
  status?: string;
};
export type Sold = {
  orderId: number;
  accountId: number;
  locator: string;
  bookings: { id: number; reference: string }[];
};

/** The booking service with payments of the test's, and flights and orders made to measure. */
export type TestSales = {
  app: App;
  database: TestDatabase;
  payments: StandInPayments;
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** As the account of that id, as staff (account 9000), as another service, or as nobody. */
  call(method: Method, url: string, options?: Options): Promise<Answer>;
  newFlight(flight?: NewFlight): Promise<number>;
  /** Sold, seated and paid. */
  newOrder(flightId: number, order?: NewOrder): Promise<Sold>;
  close(): Promise<void>;
};

let lastFlight = 100;
let lastAccount = 1000;
let lastLocator = 0;

export async function startSales(): Promise<TestSales> {
  const database = await createTestDatabase({
    role: 'booking_service',
    migrations: join(import.meta.dirname, '../migrations'),
  });
  const { cluster } = database;
  const payments = await createStandInPayments(cluster, createChangeDesk({ now: () => Temporal.Now.instant() }));
  const { redis, close: closeRedis } = await connectTestRedis();
  const app = await buildApp({
    instance: 'booking_service_1',
    logger: silentLogger(),
    auth: { clusterSecret, verifyToken: tokens.verifyToken },
    cluster,
    redis,
    payments: () => payments,
  });
  await app.ready();
  const query: TestSales['query'] = (text, values) => cluster.writer.query(text, values);

  return {
    app,
    database,
    payments,
    query,
    async call(method, url, { as = 'nobody', payload, headers = {} } = {}) {
      const answer = await app.inject({
        method,
        url,
        headers: { ...headersOf(as), ...headers },
        ...(payload === undefined ? {} : { payload }),
      });
      const isJson = String(answer.headers['content-type']).startsWith('application/json');
      const body = isJson ? answer.json<Record<string, unknown>>() : {};
      return { status: answer.statusCode, headers: answer.headers, text: answer.body, body };
    },
    newFlight: (flight) => insertFlight(query, flight ?? {}),
    newOrder: (flightId, order) => insertOrder(query, payments, flightId, order ?? {}),
    async close() {
      await app.close();
      closeRedis();
      await database.drop();
    },
  };
}

function headersOf(as: Options['as']): Record<string, string> {
  if (as === 'nobody' || as === undefined) return {};
  if (as === 'service') return { 'x-airside-cluster-secret': clusterSecret };
  const roles: Role[] = as === 'staff' ? ['agent'] : ['passenger'];
  return tokens.bearer({ userId: as === 'staff' ? 9000 : as, roles });
}

async function insertFlight(query: TestSales['query'], flight: NewFlight): Promise<number> {
  lastFlight += 1;
  const departure = Temporal.Now.instant().add({ minutes: Math.round((flight.inHours ?? 240) * 60) });
  const [row] = await query<{ id: number }>(
    `insert into flight (code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival, phase,
                         delay_minutes, delay_reason, aircraft_type, price_minor, currency)
     values ($1, $2, 'WizzAir', $3, $4, $5, $6, $7, $8, $9, 'A320', $10, 'EUR') returning id`,
    [
      flight.code ?? `TS${lastFlight}`,
      departure.toZonedDateTimeISO('UTC').toPlainDate(),
      flight.origin ?? 'RMO',
      flight.destination ?? 'LTN',
      departure,
      departure.add({ hours: 2 }),
      flight.phase ?? 'scheduled',
      flight.delayMinutes ?? 0,
      flight.delayMinutes === undefined ? null : 'OTHER',
      flight.priceMinor ?? 20_000,
    ],
  );
  const id = row?.id ?? 0;
  const business = flight.business ?? 0;
  await query(
    `insert into seat (flight_id, name, row_number, letter, cabin, is_on_sale)
     select $1, (n / 6 + 1) || substr('ABCDEF', n % 6 + 1, 1), n / 6 + 1, substr('ABCDEF', n % 6 + 1, 1),
            case when n < $3 then 'business' else 'economy' end, is_on_sale($4)
       from generate_series(0, $2::int - 1) n`,
    [id, (flight.seats ?? 12) + business, business, flight.phase ?? 'scheduled'],
  );
  return id;
}

async function insertOrder(
  query: TestSales['query'],
  payments: StandInPayments,
  flightId: number,
  order: NewOrder,
): Promise<Sold> {
  lastAccount += 1;
  lastLocator += 1;
  const accountId = order.accountId ?? lastAccount;
  const locator = order.locator ?? `L${String(lastLocator).padStart(5, '0')}`;
  const passengers = order.passengers ?? [{}];
  const [flight] = await query<{ priceMinor: number; currency: string }>(
    'select price_minor as "priceMinor", currency from flight where id = $1',
    [flightId],
  );
  if (flight === undefined) throw new Error('there is no such flight');
  const prices = passengers.map(({ type = 'ADT', cabin = 'economy' }) => composePrice(flight, { type, cabin }));
  const totalMinor = prices.reduce((sum, price) => sum + price.totalMinor, 0);
  const [made] = await query<{ id: number }>(
    `insert into booking_order (locator, account_id, state, payment_method, amount_minor, currency, created_at)
     values ($1, $2, 'CONFIRMED', 'credit_card', $3, 'EUR', now() - make_interval(mins => $4::int)) returning id`,
    [locator, accountId, totalMinor, Math.round((order.bookedHoursAgo ?? 48) * 60)],
  );
  const orderId = made?.id ?? 0;
  const bookings: Sold['bookings'] = [];
  for (const [index, passenger] of passengers.entries()) {
    const { type = 'ADT', cabin = 'economy', firstName = 'Ana', lastName = 'Rusu' } = passenger;
    const price = prices[index] ?? composePrice(flight, { type, cabin });
    const infantOf = passenger.infantOf === undefined ? null : (bookings[passenger.infantOf]?.id ?? null);
    const [row] = await query<{ id: number; reference: string }>(
      `with traveller as (
         insert into passenger (account_id, first_name, last_name, email, phone)
         values ($1, $2, $3, 'ana@example.org', '+12025550000') returning id
       ), place as (
         select name from seat where flight_id = $4 and cabin = $5 and booking_id is null and $6 <> 'INF'
          order by row_number, letter limit 1
       )
       insert into booking (order_id, passenger_id, flight_id, seat, status, amount_minor, currency, passenger_type,
                            infant_of, cabin, price)
       select $7, traveller.id, $4, (select name from place), $8, $9, 'EUR', $6, $10, $5, $11
         from traveller returning id, reference`,
      [
        passenger.accountId ?? null,
        firstName,
        lastName,
        flightId,
        cabin,
        type,
        orderId,
        order.status ?? 'CONFIRMED',
        price.totalMinor,
        infantOf,
        JSON.stringify({ fareMinor: price.fareMinor, taxes: price.taxes }),
      ],
    );
    if (row === undefined) throw new Error('the booking gave no row');
    await query(
      `update seat s set booking_id = b.id from booking b where b.id = $1 and s.flight_id = b.flight_id and s.name = b.seat`,
      [row.id],
    );
    bookings.push(row);
  }
  await payments.pay(orderId, totalMinor);
  return { orderId, accountId, locator, bookings };
}
