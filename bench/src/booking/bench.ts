import { startStack } from '@airside/local-stack';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Agent, request } from 'undici';
import { sellSeatSql } from '../../../services/booking/src/bookings/queries.ts';
import { confirmOrderSql } from '../../../services/booking/src/orders/queries.ts';
import { percentile, type Report, type Row, round } from '../report.ts';
import { countSales, insertFlight } from './flights.ts';

/** Connections of the bare loop, and buyers at once through the gateway (P4). */
const buyers = 20;
const password = 'only-for-this-benchmark';

type Sale = (flightId: number, turn: number, buyer: number) => Promise<void>;

/** Bookings per second on one hot flight and on 100: through the gateway, and by the same SQL in a bare loop, in turns of one run. */
export async function benchBooking({ quick, port }: { quick: boolean; port: number }): Promise<Report> {
  const perTurn = quick ? 200 : 2000;
  const turns = 3;
  const dataDir = mkdtempSync(join(tmpdir(), 'airside-bench-'));
  const stack = await startStack({
    dataDir,
    port,
    instances: { user: 1, booking: 3, notification: 1, operations: 1 },
    verbose: false,
    adminPassword: password,
    env: { LOG_LEVEL: 'info' },
  });
  const urls = stack.databases.find(({ name }) => name === 'booking')?.urls ?? [];
  const db = new pg.Pool({ connectionString: urls[0] ?? '', max: buyers });
  try {
    const hot = await insertFlight(db, 'BH1', (turns + 1) * perTurn * 2);
    const many = await Promise.all(
      Array.from({ length: 100 }, (_, n) => insertFlight(db, `BM${n}`, ((turns + 1) * perTurn * 2) / 50)),
    );
    const bare = bareSale(db);
    const gateway = await gatewaySale(stack.gatewayUrl);
    const seconds = new Map<string, number[]>();
    const waits = new Map<string, number[]>();
    for (let turn = 0; turn <= turns; turn += 1) {
      for (const [name, sale] of [
        ['bare loop', bare],
        ['airside', gateway],
      ] as const) {
        for (const [spread, flights] of [
          ['hot flight', [hot]],
          ['100 flights', many],
        ] as const) {
          const key = `${name}, ${spread}`;
          const took = await sell(sale, flights, perTurn, waits.get(key) ?? setDefault(waits, key));
          if (turn > 0) (seconds.get(key) ?? setDefault(seconds, key)).push(took);
        }
      }
      process.stderr.write(turn === 0 ? 'warmed up\n' : `turn ${turn} of ${turns}\n`);
    }
    const { sold, doubled } = await countSales(db, [hot, ...many]);
    if (doubled !== 0 || sold !== 4 * perTurn * (turns + 1))
      throw new Error(`${sold} sold, ${doubled} seats sold twice`);
    const rows: Row[] = [...seconds].map(([name, list]) => ({
      name,
      bookingsPerSecond: round(perTurn / Math.min(...list), 0),
      p50Ms: round(percentile(waits.get(name) ?? [], 0.5), 1),
      p99Ms: round(percentile(waits.get(name) ?? [], 0.99), 1),
    }));
    return { bench: 'booking', rows, ratios: ratiosOf(rows) };
  } finally {
    await db.end();
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Sells `count` seats with all buyers at once; answers the seconds it took. */
async function sell(sale: Sale, flights: readonly number[], count: number, waits: number[]): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: buyers }, async (_, buyer) => {
      while (next < count) {
        const turn = next++;
        const began = performance.now();
        await sale(flights[turn % flights.length] ?? Number.NaN, turn, buyer);
        waits.push(performance.now() - began);
      }
    }),
  );
  return (performance.now() - started) / 1000;
}

/** The statements the service runs, prepared, with nothing around them. Accounts that no real one can have. */
function bareSale(db: pg.Pool): Sale {
  let locators = 0;
  // Counted, so that no collision costs the loop a second try; the digit 0 keeps them apart from the service's own.
  const locator = () => `0${(locators++).toString(36).toUpperCase().padStart(5, '0')}`;
  const price = { fareMinor: 20_000, taxes: [], totalMinor: 20_000, currency: 'EUR' };
  const prices = JSON.stringify({ economy: price, business: price });
  const declined = JSON.stringify({ kind: 'refused', status: 402, body: { message: 'Payment declined' } });
  const sellOne = async (flightId: number, buyer: number) => {
    const account = [1_000_000 + buyer, flightId, null, locator(), 'Bench', 'Buyer'];
    const keyUse = ['bench', randomUUID(), 'hash', 'credit_card', 'economy'];
    const fare = [prices, price.totalMinor, price.currency, declined, 0, new Date().toISOString(), null];
    const values = [...account, ...keyUse, ...fare];
    const { rows } = await db.query<{ orderId: number | null }>({ name: 'sell', text: sellSeatSql, values });
    return rows[0]?.orderId;
  };
  return async (flightId, _turn, buyer) => {
    for (let tries = 0; tries < 50; tries += 1) {
      const orderId = await sellOne(flightId, buyer);
      if (typeof orderId !== 'number') continue;
      await db.query({ name: 'confirm', text: confirmOrderSql, values: [orderId] });
      return;
    }
    throw new Error('the bare loop sold nothing');
  };
}

/** One account per buyer, over kept-alive connections. */
async function gatewaySale(base: string): Promise<Sale> {
  const dispatcher = new Agent({ connections: buyers, pipelining: 1 });
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const answer = await request(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      dispatcher,
    });
    return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> };
  };
  const tokens: string[] = [];
  for (let buyer = 0; buyer < buyers; buyer += 1) {
    const account = { username: `buyer-${buyer}-${randomUUID().slice(0, 8)}`, password };
    await post('/api/auth/register', { ...account, email: `${account.username}@example.org` });
    tokens.push(String((await post('/api/auth/login', account)).body['token']));
  }
  return async (flightId, _turn, buyer) => {
    const headers = { authorization: `Bearer ${tokens[buyer]}`, 'idempotency-key': randomUUID() };
    const { status, body } = await post('/api/flight/book-flight', { flightId, paymentMethod: 'credit_card' }, headers);
    if (status !== 201) throw new Error(`booking answered ${status}: ${JSON.stringify(body)}`);
  };
}

function setDefault(lists: Map<string, number[]>, key: string): number[] {
  const list: number[] = [];
  lists.set(key, list);
  return list;
}

function ratiosOf(rows: Row[]): Record<string, number> {
  const of = (name: string) => Number(rows.find((row) => row.name === name)?.['bookingsPerSecond'] ?? Number.NaN);
  return {
    'P4 airside / bare loop, hot flight (target 0.35)': round(of('airside, hot flight') / of('bare loop, hot flight')),
    'P4 airside / bare loop, 100 flights (target 0.35)': round(
      of('airside, 100 flights') / of('bare loop, 100 flights'),
    ),
  };
}
