import { waitUntil } from '@airside/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, createClient } from './client.ts';
import { npmRun, npmStart, type StartedStack, temporaryData } from './npm-start.ts';

// Parts are killed while people use the system.

const data = temporaryData();
let stack: StartedStack;

beforeAll(async () => {
  stack = await npmStart({ dataDir: data.dir, port: 24_200 });
  await createClient(stack.base).call('GET', '/seed');
});
afterAll(async () => {
  await stack.stop();
  data.remove();
});

const bookingInstances = async (): Promise<string[]> => {
  const { body } = await createClient(stack.base).call('GET', '/api/discovery/status');
  const services = body['services'] as Record<string, { instance: string }[]>;
  return (services['booking_service'] ?? []).map(({ instance }) => instance);
};

/** Each answer to a payment that is pending takes more than a second; another instance takes it over after twenty. */
const mostAsked = 30;

/** Fifty clients that search and book with an idempotency key until told to stop; answers what went wrong. */
function startShoppers(tokens: string[]): {
  stop(): Promise<{ searches: number; bookings: number; faults: string[] }>;
} {
  const { call } = createClient(stack.base);
  const codes = ['FL001', 'FL002', 'FL003', 'FL005', 'FL007', 'FL008', 'FL009', 'FL010', 'FL012'];
  const faults: string[] = [];
  let isOver = false;
  let searches = 0;
  let bookings = 0;
  const note = (what: string, { status, body }: Answer) => faults.push(`${what}: ${status} ${JSON.stringify(body)}`);
  /** Whose instance died while it paid is told that the payment is pending; the same key then tells how it ended. */
  const buy = async (token: string, body: object, key: string): Promise<Answer> => {
    for (let asked = 1; ; asked += 1) {
      const answer = await call('POST', '/api/flight/book-flight', {
        token,
        body,
        headers: { 'idempotency-key': key },
      });
      if (answer.status !== 202 || asked === mostAsked) return answer;
    }
  };
  const shop = async (token: string, client: number) => {
    for (let turn = 0; !isOver; turn += 1) {
      try {
        const found = await call('GET', '/api/flight/search-flights?from=Chisinau&to=London');
        if (found.status === 200) searches += 1;
        else note('search', found);
        if (turn % 4 !== 0) continue;
        const body = { flightId: codes[(client + turn) % codes.length], paymentMethod: 'credit_card' };
        const booked = await buy(token, body, `${client}-${turn}`);
        // A flight may sell out under fifty shoppers; that is no fault.
        if (booked.status === 201) bookings += 1;
        else if (booked.status !== 409) note('book', booked);
      } catch (error) {
        faults.push(String(error));
      }
    }
  };
  const running = Promise.all(
    Array.from({ length: 50 }, (_, client) => shop(tokens[client % tokens.length] ?? '', client)),
  );
  return {
    async stop() {
      isOver = true;
      await running;
      return { searches, bookings, faults };
    },
  };
}

describe('while fifty clients search and book', () => {
  test('an instance that is killed costs no request, leaves the directory and comes back', async () => {
    const client = createClient(stack.base);
    const tokens = await Promise.all([1, 2, 3, 4].map(async () => (await client.newTraveller()).token));
    const shoppers = startShoppers(tokens);
    const { code, output } = await npmRun('kill', ['booking_service_2'], data.dir);
    expect([code, output]).toEqual([0, expect.stringContaining('booking_service_2')]);
    await waitUntil('it leaves', async () => !(await bookingInstances()).includes('booking_service_2'));
    await waitUntil('it is back', async () => (await bookingInstances()).includes('booking_service_2'), 20_000);
    const { searches, bookings, faults } = await shoppers.stop();
    expect(faults).toEqual([]);
    expect(searches).toBeGreaterThan(50);
    expect(bookings).toBeGreaterThan(10);
  });
});

describe('with Redis killed', () => {
  test('searches, bookings and logins go on, and the login limit still holds', async () => {
    const client = createClient(stack.base);
    const traveller = await client.newTraveller();
    const pids = redisPids();
    expect(pids).toHaveLength(3);
    // Stopped rather than killed, so that the launcher does not bring them back at once; a frozen Redis is the worse case.
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    try {
      const { token } = await client.login(traveller.username, traveller.password);
      expect((await client.call('GET', '/api/flight/search-flights?from=Chisinau&to=Berlin')).status).toBe(200);
      const booked = await client.call('POST', '/api/flight/book-flight', {
        token,
        body: { flightId: 'FL010', paymentMethod: 'miles' },
      });
      expect(booked.status).toBe(201);
      const other = await client.newTraveller();
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 40; attempt += 1) {
        const { status } = await client.call('POST', '/api/auth/login', {
          body: { username: other.username, password: 'wrong' },
        });
        statuses.push(status);
      }
      expect(statuses.slice(0, 10).every((status) => status === 401)).toBe(true);
      expect(statuses).toContain(429);
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT');
    }
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    const { token } = await client.login(traveller.username, traveller.password);
    expect((await client.call('GET', '/api/flight/search-flights?from=Chisinau&to=Berlin')).status).toBe(200);
    expect((await client.call('GET', `/api/flight/bookings/${traveller.userId}`, { token })).status).toBe(200);
    const path = '/api/flight/search-flights?from=Chisinau&to=Paris';
    await waitUntil(
      'the cache is back',
      async () => (await fetch(stack.base + path)).headers.get('x-cache') === 'HIT',
      30_000,
    );
  });
});

/** The stack's own record of what it started. */
function redisPids(): number[] {
  const state = JSON.parse(readFileSync(join(data.dir, 'stack.json'), 'utf8')) as {
    processes: { name: string; pid: number }[];
  };
  return state.processes.filter(({ name }) => name.startsWith('redis')).map(({ pid }) => pid);
}
