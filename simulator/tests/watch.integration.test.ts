import { waitUntil } from '@airside/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClient } from '../src/target/client.ts';
import { watchFlight } from '../src/watch/watch.ts';
import { type FakeGateway, startFakeGateway } from './fake-gateway.ts';

let gateway: FakeGateway;
let stopped: AbortController;
let lines: string[];
let watching: Promise<void>;

beforeEach(async () => {
  gateway = await startFakeGateway();
  stopped = new AbortController();
  lines = [];
  const terminal = {
    say: (line: string) => void lines.push(line),
    showProgress: () => undefined,
    signal: stopped.signal,
  };
  const client = createClient(gateway.baseUrl, { username: 'ana', password: 'secret' });
  watching = watchFlight({ baseUrl: gateway.baseUrl, client, flightCode: 'FL001', terminal, zone: 'UTC' });
  watching.catch(() => undefined);
});
afterEach(async () => {
  stopped.abort();
  await watching.catch(() => undefined);
  await gateway.stop();
});

const framesOf = (index: number) => gateway.sockets[index]?.frames ?? [];
const say = (index: number, event: string, data: object) =>
  gateway.sockets[index]?.socket.send(JSON.stringify({ event, data }));
const update = (sequence: number, text: string) => ({
  flight_code: 'FL001',
  update: text,
  sequence,
  at: '2026-11-21T14:02:31Z',
});

test('authenticates, subscribes, enters the room and prints what is said there', async () => {
  await waitUntil('its frames', () => framesOf(0).length === 3);
  expect(framesOf(0)).toEqual([
    { event: 'authenticate', data: { token: 'the-token' } },
    { event: 'subscribe', data: { flight_code: 'FL001' } },
    { event: 'connect-room', data: { flight_code: 'FL001' } },
  ]);
  say(0, 'connection_response', { message: 'Connected to room flight_updates_FL001 for flight updates.' });
  say(0, 'flight_update', update(17, 'Flight is now boarding'));
  const flight = { status: 'DELAYED', gate: 'B2', delay_minutes: 45 };
  say(0, 'flight_update', { ...update(18, 'Delayed'), type: 'flight.delay.major', flight });
  await waitUntil('its lines', () => lines.length === 3);
  expect(lines).toEqual([
    'Connected to room flight_updates_FL001 for flight updates.',
    '14:02:31  #17  Flight is now boarding',
    '14:02:31  #18  Delayed  [flight.delay.major]  DELAYED, gate B2, 45 min late',
  ]);
});

test('a lost connection is made anew behind the last update; one that comes again is shown once', async () => {
  await waitUntil('its frames', () => framesOf(0).length === 3);
  say(0, 'connection_response', { message: 'Connected' });
  say(0, 'flight_update', update(17, 'one'));
  await waitUntil('the update', () => lines.includes('14:02:31  #17  one'));
  gateway.sockets[0]?.socket.close(1012);
  await waitUntil('it comes again', () => framesOf(1).length === 3);
  expect(framesOf(1)[2]).toEqual({ event: 'resume', data: { flight_code: 'FL001', after_sequence: 17 } });
  say(1, 'resume_response', { message: 'Resumed' });
  say(1, 'flight_update', update(17, 'one'));
  say(1, 'flight_update', update(18, 'two'));
  await waitUntil('what was missed', () => lines.includes('14:02:31  #18  two'));
  expect(lines.filter((line) => line.includes('#17'))).toHaveLength(1);
  expect(lines.join('\n')).toMatch(/The connection is gone \(closed, 1012\); again in 0.25 s/);
});

test('a flight that does not exist ends it, with the reason', async () => {
  await waitUntil('its frames', () => framesOf(0).length === 3);
  say(0, 'error', { message: 'Flight not found', code: 'FLIGHT_NOT_FOUND' });
  await expect(watching).rejects.toThrow('FL001: Flight not found');
});

test('the signal ends it, also between two tries', async () => {
  await waitUntil('its frames', () => framesOf(0).length === 3);
  say(0, 'connection_response', { message: 'Connected' });
  await waitUntil('it is in', () => lines.length === 1);
  await gateway.stop();
  await waitUntil('it tries again', () => lines.length >= 2);
  stopped.abort();
  await watching;
});
