import { warehouseUrls } from '@airside/local-stack';
import { connectCluster } from '@airside/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from './client.ts';
import { npmRun, npmStart, type StartedStack, temporaryData } from './npm-start.ts';

// An analyst: the demo's world is loaded into the warehouse by one command, and the reports come to what the services' own tables say.

const data = temporaryData();
let stack: StartedStack;
let client: Client;
let staff: string;

beforeAll(async () => {
  const args = ['--instances', 'user=1,booking=1,notification=1,operations=1'];
  stack = await npmStart({ dataDir: data.dir, port: 17_300, args });
  client = createClient(stack.base);
  staff = (await client.loginAdmin()).token;
  const demo = await npmRun('demo', ['--no-day'], data.dir);
  expect(demo.code, demo.output).toBe(0);
}, 500_000);
afterAll(async () => {
  await stack?.stop();
  data.remove();
});

async function etl(...args: string[]): Promise<string> {
  const { code, output } = await npmRun('etl', args, data.dir);
  expect(code, output).toBe(0);
  return output;
}

type Revenue = { currency: string; bookings: number; gross_minor: number; refunded_minor: number };

async function report<Row>(name: string): Promise<Row[]> {
  const today = Temporal.Now.plainDateISO('UTC');
  const range = `from=${today.subtract({ days: 400 }).toString()}&to=${today.add({ days: 400 }).toString()}`;
  const { status, body } = await client.call('GET', `/api/reports/${name}?${range}`, { token: staff });
  expect(status).toBe(200);
  return body['rows'] as Row[];
}

/** Asks the tables of a service, without the warehouse. */
async function askSource<Row extends object>(source: 'BOOKING' | 'USERS', sql: string): Promise<Row[]> {
  const urls = (warehouseUrls(data.dir)[`SOURCE_${source}_URLS`] ?? '').split(',');
  const cluster = await connectCluster({ name: 'source', urls, applicationName: 'e2e' });
  try {
    return await cluster.writer.query<Row>(sql);
  } finally {
    await cluster.close();
  }
}

function revenueOfSource(): Promise<Revenue[]> {
  return askSource(
    'BOOKING',
    `with sold as (
         select b.order_id, b.amount_minor, b.currency from booking_service.booking b
          where b.status in ('CONFIRMED', 'CHECKED_IN', 'NEEDS_REBOOKING')
             or b.status = 'CANCELLED' and exists (
                  select from booking_service.payment p where p.order_id = b.order_id and p.state = 'captured'))
       select currency, count(*)::int as bookings, sum(amount_minor)::bigint as gross_minor,
              coalesce((select sum(r.amount_minor) from booking_service.refund r
                         where r.currency = sold.currency and r.order_id in (select order_id from sold)), 0)::bigint as refunded_minor
         from sold group by currency order by currency`,
  );
}

test('reports reconcile with the services after one run, also for what was cancelled and given back', async () => {
  const { token } = await client.newTraveller();
  const book = () =>
    client.call('POST', '/api/flight/book-flight', {
      token,
      body: { flightId: 'FL001', paymentMethod: 'credit_card' },
    });
  const kept = await book();
  const cancelled = await book();
  expect([kept.status, cancelled.status]).toEqual([201, 201]);
  const end = await client.call('DELETE', `/api/flight/cancel-booking/${String(cancelled.body['bookingId'])}`, {
    token,
  });
  expect(end.status).toBe(200);

  expect(await etl('--dry-run')).toMatch(/would be published/);
  expect(await report('revenue-by-route')).toEqual([]);
  expect(await etl()).toMatch(/: published in .* checks found nothing/);

  const rows = await report<Revenue>('revenue-by-route');
  const byCurrency = [...Map.groupBy(rows, ({ currency }) => currency)]
    .map(([currency, own]) => ({
      currency,
      bookings: own.reduce((total, row) => total + row.bookings, 0),
      gross_minor: own.reduce((total, row) => total + row.gross_minor, 0),
      refunded_minor: own.reduce((total, row) => total + row.refunded_minor, 0),
    }))
    .toSorted((one, other) => one.currency.localeCompare(other.currency));
  expect(byCurrency).toEqual(await revenueOfSource());
  expect((await report<{ flights: number }>('load-factor')).length).toBeGreaterThan(0);
}, 120_000);

test('a second run changes nothing, nor does reading everything again', async () => {
  expect(await etl()).toMatch(/ 0 changed/);
  expect(await etl('--full')).toMatch(/ 0 changed/);
}, 120_000);

test('a load that is killed after one of its steps leaves nothing half done (R18)', async () => {
  const { code, output } = await npmRun('prove', ['etl-killed', '--quick', '--data', data.dir], data.dir);
  expect(code, output).toBe(0);
}, 500_000);

test('messages reconcile with the notification service', async () => {
  const told = await npmRun('simulate', ['scenario', '1', '--wait'], data.dir);
  expect(told.code, told.output).toBe(0);
  // What each of them has come to is reconciled by the run itself, in the snapshot that it reads; some go on after it.
  expect(await etl()).toMatch(/: published in .* checks found nothing/);
  const rows = await report<{ channel: string; messages: number }>('notification-latency');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map(({ channel, messages }) => ({ channel, messages }))).toEqual(
    await askSource(
      'USERS',
      'select channel, count(*)::int as messages from notification_service.delivery group by channel order by channel',
    ),
  );
}, 180_000);

test('the answers are for staff', async () => {
  const { token } = await client.newTraveller();
  expect((await client.call('GET', '/api/reports/load-factor')).status).toBe(401);
  expect((await client.call('GET', '/api/reports/load-factor', { token })).status).toBe(403);
});

test('help and mistakes are answered without a run', async () => {
  expect((await npmRun('etl', ['--help'], data.dir)).output).toContain('--backfill');
  const { code, output } = await npmRun('etl', ['--backfill', 'january'], data.dir);
  expect(code).toBe(2);
  expect(output).toContain('"january" is not FROM..TO');
});
