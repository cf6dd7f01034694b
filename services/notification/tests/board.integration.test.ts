import type { AirsideEvent, FlightResource } from '@airside/contracts';
import { createEvent } from '@airside/events';
import { waitUntil } from '@airside/testing';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startNotification, type TestInstance, type TestNotification } from './notification.ts';

let notification: TestNotification;
let one: TestInstance;
let two: TestInstance;

beforeAll(async () => {
  notification = await startNotification();
  [one, two] = [await notification.addInstance(), await notification.addInstance()];
});
afterAll(() => notification.close());

type StreamEvent = { id: string | undefined; event: string | undefined; data: Record<string, unknown> };

/** A reader of the stream, as a browser is one. */
function read(instance: TestInstance, lastEventId?: string) {
  const events: StreamEvent[] = [];
  const state = { isEnded: false, type: '' };
  const url = instance.url.replace('ws:', 'http:').replace('/ws', '/api/board/stream');
  const call = request(url, lastEventId === undefined ? {} : { headers: { 'last-event-id': lastEventId } });
  call.on('error', () => undefined);
  call.on('response', (answer) => {
    state.type = answer.headers['content-type'] ?? '';
    let text = '';
    answer.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = new Map(
          block.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]),
        );
        events.push({ id: fields.get('id'), event: fields.get('event'), data: JSON.parse(fields.get('data') ?? '{}') });
      }
    });
    answer.on('close', () => {
      state.isEnded = true;
    });
    answer.on('error', () => undefined);
  });
  call.end();
  onTestFinished(() => void call.destroy());
  return {
    state,
    updates: () => events.filter(({ event }) => event === 'flight'),
    ready: () => waitUntil('the first event', () => events.find(({ event }) => event === 'ready')),
    cut: () => call.destroy(),
  };
}

let version = 0;
const change = (flightCode: string, type: 'flight.status_changed' | 'flight.scheduled' = 'flight.status_changed') => {
  version += 1;
  const at = '2026-12-01T07:15:00Z';
  const flight = { flight_id: flightCode, version } as FlightResource;
  const schedule = { airline: 'A', origin: 'RMO', destination: 'VIE', scheduled_departure: at, scheduled_arrival: at };
  const data = {
    flight_id: flightCode,
    timestamp: at,
    old_status: 'SCHEDULED',
    new_status: 'BOARDING',
    ...schedule,
    flight,
  };
  return createEvent(
    { type, source: '/booking_service', subject: flightCode, flightversion: version, data },
    { id: `board-${version}`, time: Temporal.Instant.from(at) },
  ) as AirsideEvent;
};
const versions = (events: StreamEvent[]) => events.map(({ data }) => (data['flight'] as FlightResource).version);

describe('the board', () => {
  test('tells everybody on every instance of every flight, once, with its state', async () => {
    const readers = [read(one), read(two)];
    for (const reader of readers) expect((await reader.ready()).data).toEqual({ resumed: false });
    expect(readers[0]?.state.type).toBe('text/event-stream; charset=utf-8');
    const sent = [
      change('FL001', 'flight.scheduled'),
      ...['FL001', 'FL002', 'FL003', 'FL001'].map((code) => change(code)),
    ];
    for (const event of sent) await notification.emit([event]);
    for (const reader of readers) {
      await waitUntil('all changes', () => reader.updates().length >= 5);
      expect(versions(reader.updates()).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
      expect(reader.updates().map(({ data }) => data['type'])).toContain('flight.scheduled');
    }
    const ids = readers.map((reader) => reader.updates().map(({ id }) => id));
    expect(ids[0]).toEqual(ids[1]);
  });

  test('goes on where a reader was cut, on another instance: every change once, in order', async () => {
    const before = read(one);
    await before.ready();
    await notification.emit([change('FL004')]);
    await waitUntil('the first change', () => before.updates().length === 1);
    before.cut();
    for (let count = 0; count < 3; count += 1) await notification.emit([change('FL004')]);
    const after = read(two, before.updates()[0]?.id);
    expect((await after.ready()).data).toEqual({ resumed: true });
    await notification.emit([change('FL004')]);
    await waitUntil('the rest', () => after.updates().length >= 4);
    expect(versions([...before.updates(), ...after.updates()])).toEqual([6, 7, 8, 9, 10]);
  });

  test('says so where it cannot go on', async () => {
    for (const lastEventId of ['99999999.1', '999999', 'abc', '-1.2']) {
      expect((await read(one, lastEventId).ready()).data).toEqual({ resumed: false });
    }
  });

  test('a reader that has seen nothing but the beginning can go on from there', async () => {
    const reader = read(one);
    const { id } = await reader.ready();
    reader.cut();
    await notification.emit([change('FL005')]);
    const again = read(two, id);
    expect((await again.ready()).data).toEqual({ resumed: true });
    await waitUntil('the change', () => again.updates().length === 1);
  });

  test('ends its streams when the instance ends', async () => {
    const third = await notification.addInstance();
    const reader = read(third);
    await reader.ready();
    await third.close();
    await waitUntil('the end', () => reader.state.isEnded);
  });
});
