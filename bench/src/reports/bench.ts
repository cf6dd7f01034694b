import { reportNames } from '@airside/contracts';
import { readSecrets, warehouseUrls } from '@airside/local-stack';
import { createApi, expected, openStack } from '@airside/prove';
import pg from 'pg';
import { firstDay, generate } from '../etl/generate.ts';
import { runLoad } from '../etl/load.ts';
import { percentile, type Report, type Row, round } from '../report.ts';
import { generateNotices, generateQuotes, removeSamples } from './generate.ts';

const seed = 9;
/** Few enough that a user's rate limit does not count them. */
const requestsOfReport = 60;
const targetMs = 50;

/** Each report through the gateway on a year of data: every day, a hundred and thirty routes, every channel. */
export async function benchReports({ quick, port }: { quick: boolean; port: number }): Promise<Report> {
  const bookings = quick ? 10_000 : 300_000;
  const stack = await openStack({ port, instances: { user: 1, booking: 1, notification: 1, operations: 1 } });
  const api = createApi(stack, 1);
  try {
    const environment = warehouseUrls(stack.dataDir);
    await fill(stack.dataDir, environment, bookings);
    const { seconds, rowsChanged } = await runLoad(environment);
    const { token } = await api.login(stack.admin.username, stack.admin.password);
    const last = Temporal.PlainDate.from(firstDay).add({ years: 1 }).subtract({ days: 1 });
    const rows: Row[] = [{ name: 'loaded', bookings, rowsChanged, seconds: round(seconds) }];
    for (const name of reportNames) {
      const path = `/api/reports/${name}?from=${firstDay}&to=${last.toString()}`;
      const waits: number[] = [];
      let count = 0;
      for (let turn = 0; turn < requestsOfReport; turn += 1) {
        const asked = performance.now();
        const { body } = expected(200, name, await api.call('GET', path, token));
        waits.push(performance.now() - asked);
        count = (body['rows'] as unknown[]).length;
      }
      if (count === 0) throw new Error(`${name} has no rows`);
      const [p50Ms, p99Ms] = [round(percentile(waits, 0.5)), round(percentile(waits, 0.99))];
      rows.push({ name, rows: count, firstMs: round(waits[0] ?? Number.NaN), p50Ms, p99Ms });
    }
    const slowest = Math.max(...rows.flatMap(({ p50Ms }) => (typeof p50Ms === 'number' ? [p50Ms] : [])));
    return {
      bench: 'reports',
      rows,
      ratios: { [`slowest report's median in ms / ${targetMs}`]: round(slowest / targetMs) },
    };
  } finally {
    await api.close();
    await stack.close();
  }
}

/** Into the services' own tables, past the services. */
async function fill(dataDir: string, sources: Record<string, string>, bookings: number): Promise<void> {
  const bookingsOfFlight = 10;
  await onPrimary(dataDir, sources['SOURCE_BOOKING_URLS'], async (db) => {
    await removeSamples(db);
    await generate(db, { bookings, seed, bookingsOfFlight });
    await generateQuotes(db);
  });
  await onPrimary(dataDir, sources['SOURCE_USERS_URLS'], (db) =>
    generateNotices(db, { notices: bookings, flights: bookings / bookingsOfFlight, seed }),
  );
}

/** As superuser; the first node of a new stack is its primary. */
async function onPrimary(
  dataDir: string,
  urls: string | undefined,
  work: (db: pg.Client) => Promise<void>,
): Promise<void> {
  const url = new URL(urls?.split(',')[0] ?? '');
  url.username = 'postgres';
  url.password = readSecrets(dataDir)?.superuserPassword ?? '';
  const db = new pg.Client({ connectionString: url.href });
  await db.connect();
  try {
    await work(db);
  } finally {
    await db.end();
  }
}
