import type { OperationEvent } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeGateway, type Seen, startFakeGateway } from './fake-gateway.ts';

const main = path.join(import.meta.dirname, '../src/main.ts');
let gateway: FakeGateway;

beforeEach(async () => {
  gateway = await startFakeGateway();
});
afterEach(() => gateway.stop());

function start(...words: string[]) {
  const child = spawn(process.execPath, [main, ...words, '--base', gateway.baseUrl, '--user', 'admin:secret'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (more: string) => (text += more));
  const ended = once(child, 'close').then(([status]) => ({ status: status as number | null, text }));
  return { child, ended };
}
const run = (...words: string[]) => start(...words).ended;
const sent = () =>
  gateway.seen.filter(({ path: where }) => where === '/api/ops/events').map(({ body }) => body as OperationEvent);

describe('event', () => {
  test('is handed in as staff, and shown', async () => {
    gateway.replies['POST /api/ops/events'] = { status: 202, body: { eventId: 'e1', accepted: true } };
    const line =
      'event --event-type FLIGHT_DELAY --flight-id SW1234 --delay-minutes 45 --reason MECHANICAL --event-id e1';
    const { status, text } = await run(...line.split(' '));
    expect(status, text).toBe(0);
    expect(sent()).toMatchObject([
      { event_id: 'e1', payload: { flight_id: 'SW1234', delay_minutes: 45, reason: 'MECHANICAL' } },
    ]);
    expect(gateway.seen.at(-1)?.authorization).toBe('Bearer the-token');
    expect(text).toContain('"delay_minutes": 45');
  });

  test('is sent again while nobody has time for it', async () => {
    let tries = 0;
    gateway.replies['POST /api/ops/events'] = () => (++tries < 3 ? { status: 503 } : { status: 202, body: {} });
    const line = 'event --event-type FLIGHT_CANCELLED --flight-id SW9012 --reason WEATHER';
    expect((await run(...line.split(' '))).status).toBe(0);
    expect(sent()).toHaveLength(3);
    expect(new Set(sent().map((event) => event.event_id)).size).toBe(1);
  });

  test('that is refused ends with status 1 and every fault', async () => {
    gateway.replies['POST /api/ops/events'] = {
      status: 400,
      body: { message: 'payload.flight_id: unknown', errors: [{ field: 'payload.flight_id', message: 'unknown' }] },
    };
    const line = 'event --event-type FLIGHT_CANCELLED --flight-id XX1 --reason OTHER';
    const { status, text } = await run(...line.split(' '));
    expect([status, text]).toEqual([1, expect.stringMatching(/was refused.*\(400\)\n {2}payload.flight_id: unknown/)]);
  });
});

describe('scenario', () => {
  const flight = { flight_id: 'SW9012', status: 'CANCELLED' };
  function showEffects(notices: number): void {
    const eventId = () => sent()[0]?.event_id ?? '';
    gateway.replies['POST /api/ops/events'] = { status: 202, body: {} };
    gateway.replies['GET /flights/SW9012'] = { status: 200, body: flight };
    gateway.replies['GET /flights/SW9012/bookings'] = {
      status: 200,
      body: { bookings: [{ booking_id: 'B009', passenger_id: 'P001', booking_status: 'NEEDS_REBOOKING' }], count: 1 },
    };
    let looks = 0;
    gateway.replies['GET /api/ops/executions'] = () => ({
      status: 200,
      // It takes a while.
      body: {
        executions: [{ eventId: eventId(), workflow: 'cancellation', status: ++looks < 3 ? 'RUNNING' : 'SUCCEEDED' }],
      },
    });
    const notice = () => ({ eventId: eventId(), passengerId: 'P001', channel: 'sms', state: 'SENT' });
    gateway.replies['GET /api/ops/notifications'] = () => ({
      status: 200,
      body: { notifications: Array.from({ length: notices }, notice) },
    });
  }

  test('waits until all that must be seen is there, and shows it', async () => {
    showEffects(1);
    const { status, text } = await run('scenario', '3', '--wait');
    expect(status, text).toBe(0);
    expect(text).toMatch(/✓.*SW9012 +executions +cancellation SUCCEEDED +cancellation SUCCEEDED/);
    expect(text).toMatch(/✓.*SW9012 +notices +1 passengers told, each once a channel +1 sms SENT/);
  });

  test('sends without waiting where it is not asked to', async () => {
    showEffects(0);
    expect((await run('scenario', '3')).status).toBe(0);
    expect(sent()).toMatchObject([{ event_type: 'FLIGHT_CANCELLED', payload: { flight_id: 'SW9012' } }]);
  });

  test('asks for the sample data where there is none', async () => {
    expect(await run('scenario', '1')).toMatchObject({ status: 1, text: expect.stringMatching(/no SW1234.*-- load/) });
    expect(sent()).toEqual([]);
  });

  test('stopped by Ctrl-C while it waits, shows what there is', async () => {
    showEffects(2);
    const { child, ended } = start('scenario', '3', '--wait');
    await waitUntil('it looks', () =>
      gateway.seen.some(({ path: where }) => where.startsWith('/api/ops/notifications')),
    );
    child.kill('SIGINT');
    expect((await ended).text).toMatch(/told twice/);
  });
});

describe('load', () => {
  test('asks for the sample data as staff', async () => {
    gateway.replies['POST /api/demo/load'] = { status: 200, body: { message: 'Sample data loaded.' } };
    expect(await run('load')).toEqual({ status: 0, text: 'Sample data loaded.\n' });
  });

  test('tells a wrong password apart from a system that is not there', async () => {
    gateway.replies['POST /api/auth/login'] = { status: 401, body: { message: 'Invalid username or password' } };
    expect((await run('load')).text).toMatch(/admin cannot log in.*Invalid username or password \(401\)/);
    await gateway.stop();
    expect(await run('load')).toMatchObject({
      status: 1,
      text: expect.stringMatching(/does not answer \(.*ECONNREFUSED/),
    });
  });
});

describe('day', () => {
  const line = ['day', '--seed', '4', '--flights', '3', '--speed', '600', '--date', '2026-03-01'];
  const flights = new Map<string, object>();
  beforeEach(() => {
    flights.clear();
    gateway.replies['POST /api/ops/events'] = { status: 202, body: {} };
    gateway.replies['POST /flights'] = ({ body }: Seen) => {
      const { flight_id: code, ...rest } = body as { flight_id: string };
      const isThere = flights.has(code);
      if (!isThere) flights.set(code, { flight_id: code, ...rest, status: 'SCHEDULED' });
      gateway.replies[`GET /flights/${code}`] = () => ({ status: 200, body: flights.get(code) });
      return isThere ? { status: 409, body: { error: 'exists' } } : { status: 201, body: flights.get(code) };
    };
  });

  test('schedules its flights and begins; Ctrl-C ends it in order, and it goes on where it was', async () => {
    const first = start(...line);
    await waitUntil('five events', () => sent().length >= 5);
    first.child.kill('SIGINT');
    const { status, text } = await first.ended;
    expect(status, text).toBe(0);
    expect(text).toMatch(
      /Axis Air, 2026-03-01: 3 flights\n.*--seed 4 --date 2026-03-01[^]*Stopped: 2026-03-01 [^]*goes on/,
    );
    expect([...flights.keys()].toSorted()).toEqual(['AX13000', 'AX13001', 'AX13002']);
    const before = new Set(sent().map((event) => event.event_id));
    flights.set('AX13000', { ...flights.get('AX13000'), status: 'ARRIVED' });
    const second = start(...line);
    const arrival = (event: OperationEvent) =>
      event.event_type === 'STATUS_CHANGE' &&
      event.payload.flight_id === 'AX13000' &&
      event.payload.phase === 'ARRIVED';
    await waitUntil('the arrival', () => sent().some(arrival));
    second.child.kill('SIGINT');
    expect((await second.ended).text).toContain('3 flights, 3 of them there already');
    // What was sent before goes again, with the same ids; positions of the past do not.
    const again = sent().slice(before.size);
    expect(again.filter((event) => before.has(event.event_id)).length).toBeGreaterThan(0);
    expect(again.filter((event) => event.event_type === 'POSITION' && event.payload.flight_id === 'AX13000')).toEqual(
      [],
    );
  });

  test('refuses a date so far ahead that its events would not be taken', async () => {
    const future = Temporal.Now.plainDateISO().add({ days: 5 }).toString();
    const { status, text } = await run('day', '--seed', '1', '--flights', '2', '--date', future);
    expect([status, text]).toEqual([1, expect.stringMatching(/at most a day ahead/)]);
    expect(flights.size).toBe(0);
  });

  test('refuses a date on which its numbers are other flights', async () => {
    gateway.replies['GET /flights/AX10000'] = {
      status: 200,
      body: { origin: 'XXX', destination: 'YYY', scheduled_departure: '2026-03-01T00:00:00Z' },
    };
    const { status, text } = await run(...line.with(2, '1'));
    expect([status, text]).toEqual([1, expect.stringMatching(/AX10000 of 2026-03-01 is another flight.*--seed/)]);
    expect(flights.size).toBe(0);
    // Without a seed, a day that is free is taken.
    const free = start('day', '--flights', '2', '--date', '2026-03-01');
    await waitUntil('flights', () => flights.size === 2);
    free.child.kill('SIGINT');
    expect((await free.ended).text).toContain('2 flights');
    expect([...flights.keys()].toSorted()).toEqual(['AX11000', 'AX11001']);
  });
});
