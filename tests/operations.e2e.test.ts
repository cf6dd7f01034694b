import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from './client.ts';
import { isKitThere, runKit } from './conformance.ts';
import { npmStart, type StartedStack, temporaryData } from './npm-start.ts';

// From an airport's message to a told passenger: the scenarios of api.md §5 through the gateway.

const data = temporaryData();
let stack: StartedStack;
let client: Client;
let token: string;

beforeAll(async () => {
  stack = await npmStart({ dataDir: data.dir, port: 24_600, args: ['--instances', 'user=1,booking=2,operations=2'] });
  client = createClient(stack.base);
  token = (await client.loginAdmin()).token;
});
afterAll(async () => {
  await stack?.stop();
  data.remove();
});

type Execution = { id: string; eventId: string; workflow: string; status: string };
type Notice = { passengerId: string; channel: string; state: string };

async function load(): Promise<void> {
  expect(await client.call('POST', '/api/demo/load', { token })).toMatchObject({ status: 200 });
}

async function report(event_type: string, payload: object): Promise<string> {
  const event_id = randomUUID();
  const body = { event_id, event_type, timestamp: new Date().toISOString(), source: 'operations_center', payload };
  const { status } = await client.call('POST', '/api/ops/events', { token, body });
  expect(status).toBe(202);
  return event_id;
}

async function executionOf(eventId: string, flight: string): Promise<Execution> {
  return waitUntil(
    `the execution of ${eventId}`,
    async () => {
      const { body } = await client.call('GET', `/api/ops/executions?flight=${flight}`, { token });
      const found = (body['executions'] as Execution[]).filter((execution) => execution.eventId === eventId);
      expect(found.length).toBeLessThanOrEqual(1);
      return found.find(({ status }) => status !== 'RUNNING');
    },
    30_000,
  );
}

/** Who was told, each once on a channel. */
async function toldBy(eventId: string, flight: string): Promise<string[]> {
  const { body } = await client.call('GET', `/api/ops/notifications?flight=${flight}&limit=500`, { token });
  const notices = (body['notifications'] as (Notice & { eventId: string })[]).filter(
    (each) => each.eventId === eventId,
  );
  const keys = notices.map(({ passengerId, channel }) => `${passengerId} ${channel}`);
  expect(new Set(keys).size).toBe(keys.length);
  return [...new Set(notices.map(({ passengerId }) => passengerId))].toSorted((one, two) => one.localeCompare(two));
}

const flight = async (code: string) => (await client.call('GET', `/flights/${code}`)).body;
async function shows(code: string, wanted: object): Promise<void> {
  await waitUntil(`${code} with ${JSON.stringify(wanted)}`, async () => {
    const found = await flight(code);
    return Object.entries(wanted).every(([member, value]) => found[member] === value);
  });
}

test.skipIf(!isKitThere)('the conformance kit passes', async () => {
  await load();
  const { failures, summary } = await runKit(stack.base, ['operations']);
  expect(failures, summary).toEqual([]);
});

describe('scenario', () => {
  test('1: a minor delay shows, and each passenger has a notice by each preferred channel', async () => {
    await load();
    const id = await report('FLIGHT_DELAY', { flight_id: 'SW1234', delay_minutes: 25, reason: 'WEATHER' });
    expect(await executionOf(id, 'SW1234')).toMatchObject({ workflow: 'delay', status: 'SUCCEEDED' });
    await shows('SW1234', { status: 'DELAYED', delay_minutes: 25 });
    expect(await toldBy(id, 'SW1234')).toEqual(['P001', 'P002', 'P003', 'P004']);
  });

  test('2: a major delay', async () => {
    const id = await report('FLIGHT_DELAY', { flight_id: 'SW5678', delay_minutes: 90, reason: 'MECHANICAL' });
    expect(await executionOf(id, 'SW5678')).toMatchObject({ workflow: 'delay', status: 'SUCCEEDED' });
    expect(await toldBy(id, 'SW5678')).toEqual(['P005', 'P006', 'P007', 'P008']);
  });

  test('3: a cancellation: its bookings need rebooking', async () => {
    const id = await report('FLIGHT_CANCELLED', { flight_id: 'SW9012', reason: 'WEATHER' });
    expect(await executionOf(id, 'SW9012')).toMatchObject({ workflow: 'cancellation', status: 'SUCCEEDED' });
    await shows('SW9012', { status: 'CANCELLED' });
    for (const booking of ['B009', 'B010']) {
      const { body } = await client.call('GET', `/bookings/${booking}`, { token });
      expect(body).toMatchObject({ booking_status: 'NEEDS_REBOOKING' });
    }
    expect(await toldBy(id, 'SW9012')).toEqual(['P009', 'P010']);
  });

  test('4: a gate change with the terminal', async () => {
    const payload = { flight_id: 'SW3456', old_gate: 'A5', new_gate: 'D15', terminal_change: true };
    const id = await report('GATE_CHANGE', payload);
    expect(await executionOf(id, 'SW3456')).toMatchObject({ workflow: 'gate_change', status: 'SUCCEEDED' });
    await shows('SW3456', { gate: 'D15' });
    expect(await toldBy(id, 'SW3456')).toEqual(['P001', 'P005', 'P008']);
  });

  test('5: three at once run side by side', async () => {
    await load();
    const events = await Promise.all([
      report('FLIGHT_DELAY', { flight_id: 'SW1234', delay_minutes: 15, reason: 'ATC' }),
      report('GATE_CHANGE', { flight_id: 'SW5678', old_gate: 'B7', new_gate: 'B12' }),
      report('FLIGHT_DELAY', { flight_id: 'SW7890', delay_minutes: 45, reason: 'CREW' }),
    ]);
    for (const [index, code] of ['SW1234', 'SW5678', 'SW7890'].entries()) {
      expect(await executionOf(events[index] ?? '', code)).toMatchObject({ status: 'SUCCEEDED' });
    }
  });
});
