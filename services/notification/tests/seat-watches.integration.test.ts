import type { SeatChange } from '@airside/contracts';
import { createEvent } from '@airside/events';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNotification, type TestInstance, type TestNotification } from './notification.ts';
import { TestSocket } from './test-socket.ts';

let notification: TestNotification;
let one: TestInstance;
let two: TestInstance;
let lastEvent = 0;

beforeAll(async () => {
  notification = await startNotification();
  one = await notification.addInstance();
  two = await notification.addInstance();
});
afterAll(() => notification.close());

const flight = (flight_code: string) => ({ flight_code });
async function watcher(instance: TestInstance, flightCode: string): Promise<TestSocket> {
  const socket = await TestSocket.open(instance.url);
  const { event, data } = await socket.ask('watch-seats', flight(flightCode));
  expect([event, data['message']]).toEqual(['watch_seats_response', `Watching the seats of ${flightCode}.`]);
  return socket;
}
const change = (flight_id: string, seats: SeatChange[]) =>
  notification.emit([
    createEvent(
      {
        type: 'seats.changed',
        source: '/booking_service',
        subject: flight_id,
        data: {
          flight_id,
          departure_id: 7,
          origin: 'RMO',
          destination: 'LTN',
          seats,
          timestamp: Temporal.Now.instant().toString(),
        },
      },
      { id: `test/seats/${(lastEvent += 1)}`, time: Temporal.Now.instant() },
    ),
  ]);
const updates = (socket: TestSocket) =>
  socket.frames.filter(({ event }) => event === 'seats_update').map(({ data }) => data);

test('whoever watches the seats of a flight hears of them, on whatever instance and without an account; nobody else does', async () => {
  const [here, there, elsewhere] = [
    await watcher(one, 'FL001'),
    await watcher(two, 'FL001'),
    await watcher(two, 'FL002'),
  ];
  await change('FL001', [{ name: '12A', state: 'held' }]);
  for (const socket of [here, there]) await waitUntil('an update', () => updates(socket).length === 1);
  await change('FL001', [{ name: '12A', state: 'taken' }]);
  for (const socket of [here, there]) await waitUntil('the next one', () => updates(socket).length === 2);
  expect(updates(there)).toEqual([
    { flight_code: 'FL001', departure_id: 7, seats: [{ name: '12A', state: 'held' }] },
    { flight_code: 'FL001', departure_id: 7, seats: [{ name: '12A', state: 'taken' }] },
  ]);
  expect(updates(elsewhere)).toEqual([]);
});

test('who no longer watches hears nothing more', async () => {
  const [stays, goes] = [await watcher(one, 'FL003'), await watcher(one, 'FL003')];
  expect((await goes.ask('unwatch-seats', flight('fl003'))).event).toBe('unwatch_seats_response');
  await change('FL003', [{ name: '1A', state: 'taken' }]);
  await waitUntil('an update', () => updates(stays).length === 1);
  expect(updates(goes)).toEqual([]);
});

test('a page that nobody has signed in on can ask whether it is still heard', async () => {
  const socket = await TestSocket.open(one.url);
  expect((await socket.ask('ping')).event).toBe('pong');
});

test('a connection watches at most five flights; unknown ones and none at all are refused', async () => {
  const socket = await TestSocket.open(one.url);
  for (const code of ['FL001', 'FL002', 'FL003', 'FL004', 'FL005', 'FL005'])
    expect((await socket.ask('watch-seats', flight(code))).event).toBe('watch_seats_response');
  expect(await socket.ask('watch-seats', flight('FL006'))).toMatchObject({
    event: 'error',
    data: { code: 'TOO_MANY_REQUESTS' },
  });
  await socket.ask('unwatch-seats', flight('FL001'));
  expect((await socket.ask('watch-seats', flight('FL006'))).event).toBe('watch_seats_response');
  await socket.ask('unwatch-seats', flight('FL002'));
  expect((await socket.ask('watch-seats', flight('ZZ999'))).data).toMatchObject({ message: 'Flight not found' });
  expect((await socket.ask('watch-seats')).data).toMatchObject({ message: 'Flight code is missing' });
});
