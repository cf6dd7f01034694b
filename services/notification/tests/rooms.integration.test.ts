import type { FlightResource, Role } from '@airside/contracts';
import { createEvent } from '@airside/events';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startNotification, type TestInstance, type TestNotification, tokens } from './notification.ts';
import { TestSocket } from './test-socket.ts';

let notification: TestNotification;
let one: TestInstance;
let two: TestInstance;
let nextUser = 1;

beforeAll(async () => {
  notification = await startNotification();
  one = await notification.addInstance();
  two = await notification.addInstance();
});
afterAll(() => notification.close());

const open = (instance: TestInstance, roles: Role[] = ['passenger'], userId = nextUser++) =>
  TestSocket.open(instance.url, tokens.bearer({ userId, roles }));
const message = async (answer: ReturnType<TestSocket['ask']>) => (await answer).data['message'];
const flight = (flight_code: string) => ({ flight_code });

async function listener(instance: TestInstance, flightCode: string, userId?: number): Promise<TestSocket> {
  const socket = await open(instance, ['passenger'], userId);
  await socket.ask('subscribe', flight(flightCode));
  await socket.ask('connect-room', flight(flightCode));
  return socket;
}

describe('a socket is authenticated', () => {
  test('by the header of the upgrade; a bad token is refused there', async () => {
    const socket = await open(one);
    expect(await message(socket.ask('subscribe', flight('FL001')))).toBe('Subscribed to flight updates for FL001');
    await expect(TestSocket.open(one.url, { authorization: 'Bearer x.y.z' })).rejects.toThrow('refused');
  });

  test('by its first frame; with a bad token it stays anonymous', async () => {
    const socket = await TestSocket.open(one.url);
    expect(await socket.ask('subscribe', flight('FL001'))).toMatchObject({
      event: 'error',
      data: { message: 'Authentication required' },
    });
    expect(await socket.ask('authenticate', { token: 'x.y.z' })).toMatchObject({ event: 'error' });
    expect(await message(socket.ask('authenticate', { token: tokens.sign({ userId: 90 }) }))).toBe('Authenticated');
    expect((await socket.ask('subscribe', flight('FL001'))).event).toBe('subscription_response');
  });

  test('by a ticket, once', async () => {
    expect((await one.app.inject({ method: 'POST', url: '/api/notifications/ws-ticket' })).statusCode).toBe(401);
    const made = await one.app.inject({
      method: 'POST',
      url: '/api/notifications/ws-ticket',
      headers: tokens.bearer({ userId: 91 }),
    });
    const { ticket, expiresIn } = made.json<{ ticket: string; expiresIn: number }>();
    expect([made.statusCode, expiresIn]).toEqual([201, 30]);
    // On another instance than made it.
    const socket = await TestSocket.open(`${two.url}?ticket=${ticket}`);
    expect((await socket.ask('subscribe', flight('FL001'))).event).toBe('subscription_response');
    await expect(TestSocket.open(`${two.url}?ticket=${ticket}`)).rejects.toThrow('refused');
  });

  test('a late ticket is refused', async () => {
    const made = await one.app.inject({
      method: 'POST',
      url: '/api/notifications/ws-ticket',
      headers: tokens.bearer({ userId: 92 }),
    });
    await notification.database.cluster.writer.query(`update ws_ticket set expires_at = now() - interval '1 second'`);
    await expect(TestSocket.open(`${one.url}?ticket=${made.json<{ ticket: string }>().ticket}`)).rejects.toThrow(
      'refused',
    );
  });

  test('a browser page of another origin is refused', async () => {
    const { host } = new URL(one.url);
    await expect(TestSocket.open(one.url, { origin: 'https://evil.example' })).rejects.toThrow('refused');
    (await TestSocket.open(one.url, { origin: `http://${host}` })).close();
  });
});

describe('subscriptions and rooms', () => {
  test('answer in the words of the contract', async () => {
    const socket = await open(one, ['passenger'], 500);
    expect(await message(socket.ask('connect-room', flight('FL002')))).toBe(
      'User 500 is not subscribed to flight FL002.',
    );
    expect(await message(socket.ask('unsubscribe', flight('FL002')))).toBe(
      'No subscription found for this flight code',
    );
    expect(await message(socket.ask('subscribe', flight('fl002')))).toBe('Subscribed to flight updates for FL002');
    expect(await message(socket.ask('subscribe', flight('FL002')))).toBe(
      'Already subscribed to flight updates for FL002',
    );
    expect(await message(socket.ask('connect-room', flight('FL002')))).toBe(
      'Connected to room flight_updates_FL002 for flight updates.',
    );
    expect(await message(socket.ask('disconnect-room', flight('FL002')))).toBe(
      'Disconnected from room flight_updates_FL002.',
    );
    expect(await message(socket.ask('unsubscribe', flight('FL002')))).toBe(
      'Unsubscribed from flight updates for FL002',
    );
  });

  test('refuse without closing: no code, an unknown flight, broken JSON, an unknown event', async () => {
    const socket = await open(one);
    expect(await message(socket.ask('subscribe'))).toBe('Flight code is missing');
    expect(await message(socket.ask('subscribe', flight('ZZ999')))).toBe('Flight not found');
    expect(await message(socket.ask('dance'))).toBe('event: dance is not known');
    socket.sendRaw('{"broken');
    await waitUntil('a refusal', () =>
      socket.frames.find(({ data }) => data['message'] === 'The frame is not valid JSON'),
    );
    expect((await socket.ask('subscribe', flight('FL001'))).event).toBe('subscription_response');
  });

  test('a frame that is too large closes the socket', async () => {
    const socket = await open(one);
    socket.sendRaw(JSON.stringify({ event: 'subscribe', data: { flight_code: 'x'.repeat(5000) } }));
    expect(await waitUntil('the close', () => socket.closeCode)).toBe(1009);
  });

  test('too many frames at once are refused, and the socket stays', async () => {
    const socket = await open(one);
    for (let n = 0; n < 100; n += 1) socket.sendRaw('{"event":"subscribe"}');
    await waitUntil('a refusal', () => socket.frames.find(({ data }) => data['code'] === 'TOO_MANY_REQUESTS'));
    expect(socket.closeCode).toBeUndefined();
  });
});

describe('a broadcast', () => {
  test('is for staff, and needs a flight and a text', async () => {
    const traveller = await open(one);
    const update = { flight_code: 'FL003', update: 'x' };
    expect(await message(traveller.ask('broadcast_update', update))).toBe('Forbidden');
    const staff = await open(one, ['agent']);
    for (const bad of [{}, flight('FL003'), { update: 'x' }, { flight_code: 'FL003', update: 'a\0b' }]) {
      expect(await message(staff.ask('broadcast_update', bad))).toBe('Flight code or update is missing');
    }
    expect(await message(staff.ask('broadcast_update', { flight_code: 'ZZ999', update: 'x' }))).toBe(
      'Flight not found',
    );
    expect((await staff.ask('broadcast_update', update)).event).toBe('broadcast_response');
  });

  test('reaches everybody in the room on every instance, once and in order, and nobody else', async () => {
    const listeners = await Promise.all([listener(one, 'FL004'), listener(two, 'FL004'), listener(two, 'FL004')]);
    const elsewhere = await listener(two, 'FL005');
    const gone = await listener(one, 'FL004');
    await gone.ask('disconnect-room', flight('FL004'));
    const [first, second] = [await open(one, ['ops']), await open(two, ['admin'])];
    for (let n = 0; n < 20; n += 1)
      await (n % 2 === 0 ? first : second).ask('broadcast_update', { flight_code: 'FL004', update: `u${n}` });
    const texts = Array.from({ length: 20 }, (_, n) => `u${n}`);
    for (const socket of listeners) {
      await waitUntil('all updates', () => socket.updates().length >= 20);
      expect(socket.updates()).toEqual(texts);
      expect(socket.sequences()).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    }
    expect([elsewhere.updates(), gone.updates()]).toEqual([[], []]);
  });

  test('many at once from both instances keep one order for everybody', async () => {
    const listeners = await Promise.all([listener(one, 'FL006'), listener(two, 'FL006')]);
    const staff = await Promise.all([1, 2, 3, 4].map((n) => open(n % 2 === 0 ? one : two, ['ops'])));
    await Promise.all(
      staff.flatMap((socket, sender) =>
        Array.from({ length: 10 }, (_, n) =>
          socket.ask('broadcast_update', { flight_code: 'FL006', update: `${sender}-${n}` }),
        ),
      ),
    );
    await waitUntil('all updates', () => listeners.every((socket) => socket.updates().length >= 40));
    const [a, b] = listeners;
    expect(a?.updates()).toEqual(b?.updates());
    expect(a?.sequences()).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });
});

describe('resume', () => {
  test('brings what was missed in order, on another instance, then what is new', async () => {
    const staff = await open(one, ['ops']);
    const say = (update: string) => staff.ask('broadcast_update', { flight_code: 'FL007', update });
    const before = await listener(one, 'FL007', 700);
    await say('seen');
    const [seen] = await waitUntil('the first', () => (before.sequences().length > 0 ? before.sequences() : undefined));
    before.close();
    for (const text of ['missed 1', 'missed 2', 'missed 3']) await say(text);
    const after = await open(two, ['passenger'], 700);
    expect((await after.ask('resume', { flight_code: 'FL007', after_sequence: seen })).event).toBe('resume_response');
    await say('new');
    await waitUntil('all of them', () => after.updates().length >= 4);
    expect(after.updates()).toEqual(['missed 1', 'missed 2', 'missed 3', 'new']);
    expect(after.frames.findIndex(({ event }) => event === 'resume_response')).toBeLessThan(
      after.frames.findIndex(({ event }) => event === 'flight_update'),
    );
  });

  test('while updates flow loses none and doubles none', async () => {
    const staff = await open(one, ['ops']);
    const traveller = await listener(two, 'FL008', 800);
    const texts = Array.from({ length: 60 }, (_, n) => `u${n}`);
    const talking = (async () => {
      for (const update of texts) await staff.ask('broadcast_update', { flight_code: 'FL008', update });
    })();
    await waitUntil('some updates', () => traveller.sequences().length >= 10);
    traveller.close();
    const seen = traveller.updates();
    const last = traveller.sequences().at(-1);
    const again = await open(one, ['passenger'], 800);
    await again.ask('resume', { flight_code: 'FL008', after_sequence: last });
    await talking;
    await waitUntil('the last update', () => again.updates().includes('u59'));
    expect([...seen, ...again.updates()]).toEqual(texts);
  });

  test('of several sockets at once, over and over, leaves none of them deaf', async () => {
    const staff = await open(two, ['ops']);
    const sockets = await Promise.all([1, 2, 3].map(() => listener(one, 'FL005')));
    for (let round = 1; round <= 20; round += 1) {
      await Promise.all(
        sockets.map((socket) => socket.ask('resume', { flight_code: 'FL005', after_sequence: round - 1 })),
      );
      await staff.ask('broadcast_update', { flight_code: 'FL005', update: `round ${round}` });
      for (const socket of sockets)
        await waitUntil(`round ${round}`, () => socket.updates().includes(`round ${round}`));
    }
    for (const socket of sockets)
      expect(socket.updates()).toEqual(Array.from({ length: 20 }, (_, n) => `round ${n + 1}`));
  });

  test('needs a subscription and a number', async () => {
    const socket = await open(one, ['passenger'], 900);
    expect(await message(socket.ask('resume', { flight_code: 'FL009', after_sequence: 0 }))).toBe(
      'User 900 is not subscribed to flight FL009.',
    );
    await socket.ask('subscribe', flight('FL009'));
    expect(await message(socket.ask('resume', flight('FL009')))).toContain('after_sequence');
  });
});

describe('a change of a flight', () => {
  const gateChange = (flightCode: string, version: number, gate: string) =>
    createEvent(
      {
        type: 'flight.gate_change',
        source: '/booking_service',
        subject: flightCode,
        flightversion: version,
        data: {
          flight_id: flightCode,
          timestamp: '2026-12-01T07:15:00Z',
          old_gate: null,
          new_gate: gate,
          flight: { flight_id: flightCode, gate } as FlightResource,
        },
      },
      { id: `${flightCode}-${version}`, time: Temporal.Instant.from('2026-12-01T07:15:00Z') },
    );

  test('reaches its room on every instance, once and in order, with the event and the flight as it is', async () => {
    const listeners = await Promise.all([listener(one, 'FL002'), listener(two, 'FL002')]);
    const gates = Array.from({ length: 10 }, (_, n) => `B${n + 1}`);
    for (const [index, gate] of gates.entries()) await notification.emit([gateChange('FL002', index + 1, gate)]);
    for (const socket of listeners) {
      await waitUntil('all changes', () => socket.updates().length >= 10);
      expect(socket.updates()).toEqual(gates.map((gate) => `Flight FL002 leaves from gate ${gate}`));
      expect(socket.frames.at(-1)?.data).toMatchObject({ type: 'flight.gate_change', flight: { gate: 'B10' } });
    }
  });

  test('that is delivered a second time changes nothing', async () => {
    const socket = await listener(one, 'FL003');
    // The same event id again: the inbox knows it.
    await notification.emit([gateChange('FL003', 1, 'C1'), gateChange('FL003', 1, 'C1')]);
    await notification.emit([gateChange('FL003', 2, 'C2')]);
    await waitUntil('the last change', () => socket.updates().includes('Flight FL003 leaves from gate C2'));
    expect(socket.updates()).toEqual(['Flight FL003 leaves from gate C1', 'Flight FL003 leaves from gate C2']);
  });
});

describe('when parts fail', () => {
  test('without Redis updates cross instances all the same', async () => {
    const [third, fourth] = [
      await notification.addInstance({ hasRedis: false }),
      await notification.addInstance({ hasRedis: false }),
    ];
    const traveller = await listener(third, 'FL009');
    const staff = await open(fourth, ['ops']);
    for (const update of ['a', 'b', 'c']) await staff.ask('broadcast_update', { flight_code: 'FL009', update });
    await waitUntil('the updates', () => traveller.updates().length >= 3);
    expect(traveller.updates()).toEqual(['a', 'b', 'c']);
  });

  test('an instance that drains says goodbye with 1012', async () => {
    const fifth = await notification.addInstance();
    const traveller = await listener(fifth, 'FL001');
    await fifth.close();
    expect(await waitUntil('the close', () => traveller.closeCode)).toBe(1012);
  });
});
