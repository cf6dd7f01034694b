import { headers, type OperationEvent, Problem } from '@airside/contracts';
import {
  access,
  type App,
  type BusDeadLetter,
  createApp,
  deadLetterRoutes,
  type InternalClient,
} from '@airside/service';
import { silentLogger } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clusterSecret,
  delayEvent,
  ops,
  startOperations,
  type TestOperations,
  tokens,
} from '../../tests/operations.ts';

/** Another service with dead letters of its own: bookings' first and second, a minute apart. */
let booking: App;
let isBookingThere = true;
let bookingLetters: BusDeadLetter[];
let operations: TestOperations;

const callInternal: InternalClient = async ({ service, method, path }) => {
  if (service !== 'booking_service' || !isBookingThere)
    throw new Problem('SERVICE_UNAVAILABLE', { params: { service } });
  const answer = await booking.inject({ method, url: path, headers: { [headers.clusterSecret]: clusterSecret } });
  return { status: answer.statusCode, body: answer.body === '' ? undefined : (answer.json() as unknown) };
};

beforeAll(async () => {
  const auth = { clusterSecret, verifyToken: tokens.verifyToken };
  booking = await createApp({
    service: 'booking_service',
    instance: 'booking_service_1',
    version: '1',
    logger: silentLogger(),
    auth,
  });
  deadLetterRoutes(booking, {
    list: async ({ limit, before = Infinity }) => bookingLetters.filter(({ id }) => id < before).slice(0, limit),
    async replay(id) {
      const isThere = bookingLetters.some((letter) => letter.id === id);
      bookingLetters = bookingLetters.filter((letter) => letter.id !== id);
      return isThere;
    },
  });
  booking.get('/', { config: { access: access.public } }, async () => ({}));
  operations = await startOperations({ callInternal });
  const now = Temporal.Now.instant();
  bookingLetters = [2, 1].map((id) => ({
    id,
    eventId: `b${id}`,
    group: 'booking/flights',
    reason: 'because',
    receivedAt: now.subtract({ hours: 3 - id }),
    event: { type: 'flight.cancelled' },
  }));
});
afterAll(async () => {
  await operations.close();
  await booking.close();
});

const get = (given: Record<string, string>, query = '') =>
  operations.app.inject({ url: `/api/ops/dead-letters${query}`, headers: given });

describe('the list', () => {
  test('is for operations staff', async () => {
    expect((await get({})).statusCode).toBe(401);
    expect((await get(tokens.bearer({ userId: 1 }))).statusCode).toBe(403);
    expect((await get(tokens.bearer({ userId: 1, roles: ['agent'] }))).statusCode).toBe(403);
    expect((await get(ops)).statusCode).toBe(200);
    const internal = { url: '/internal/dead-letters?limit=1' };
    expect((await booking.inject(internal)).statusCode).toBe(404);
  });

  test('has the dead letters of all services, newest first, in pages, and names a service that does not answer', async () => {
    await operations.db.query(
      `insert into dead_letter (event_id, source, reason, body, received_at)
       select 'e' || n, 'kafka', 'because', convert_to('{"n":' || n || '}', 'UTF8'), now() - make_interval(mins => 310 - 100 * n)
         from generate_series(1, 3) n`,
    );
    await operations.db.query(
      `insert into event_dead_letter (consumer, stream, partition, partition_key, event_id, event, state, attempts, reason)
       values ('operations/rules', 'flights', 0, 'FL1', 'o1', '{"a":1}', 'dead', 5, 'because')`,
    );
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await operations.deadLetters(`?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      expect(page.unavailable).toEqual(['notification_service']);
      expect(page.count).toBe(page.deadLetters.length);
      seen.push(...page.deadLetters.map(({ id, eventId, source }) => [id % 10, eventId, source]));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect(seen).toEqual([
      [1, 'o1', 'operations/rules'],
      [0, 'e3', 'kafka'],
      [2, 'b2', 'booking/flights'],
      [0, 'e2', 'kafka'],
      [2, 'b1', 'booking/flights'],
      [0, 'e1', 'kafka'],
    ]);
    isBookingThere = false;
    expect((await operations.deadLetters()).unavailable).toEqual(['booking_service', 'notification_service']);
    isBookingThere = true;
  });

  test('refuses what is no page', async () => {
    for (const bad of ['?limit=0', '?limit=501', '?limit=x', '?cursor=-1', '?cursor=0', '?cursor=0.1-', '?other=1'])
      expect((await get(ops, bad)).statusCode, bad).toBe(400);
  });
});

describe('a replay', () => {
  /** A dead letter with these bytes, as the fault of yesterday left it. */
  async function leave(event: object | string): Promise<number> {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    const [row] = await operations.db.query<{ id: number }>(
      `insert into dead_letter (source, reason, body) values ('rabbitmq', 'because', $1) returning id`,
      [Buffer.from(body)],
    );
    return (row?.id ?? 0) * 10;
  }
  const isListed = async (id: number) => (await operations.deadLetters()).deadLetters.some((one) => one.id === id);

  test('takes the event where it is valid now, and it leaves the list', async () => {
    const event = delayEvent() as OperationEvent;
    const id = await leave(event);
    const answer = await operations.replay(id);
    expect([answer.statusCode, answer.json()]).toEqual([202, { id, accepted: true }]);
    expect(await isListed(id)).toBe(false);
    expect(await operations.received()).toContainEqual({ eventId: event.event_id, via: 'rabbitmq' });
    expect((await operations.replay(id)).statusCode).toBe(404);
  });

  test('of an event that had been taken meanwhile has no second effect', async () => {
    const event = delayEvent();
    await operations.post(event);
    expect((await operations.replay(await leave(event))).statusCode).toBe(202);
    expect((await operations.published()).filter(({ causedby }) => causedby === event.event_id)).toHaveLength(1);
  });

  test('of what is still broken answers the reason again, and it stays where it is, once', async () => {
    const id = await leave({ ...delayEvent(), event_type: 'UFO' });
    const answer = await operations.replay(id);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ field: 'event_type' }] });
    const { deadLetters } = await operations.deadLetters();
    expect(deadLetters.filter((one) => one.id === id)).toHaveLength(1);
    expect((await operations.db.query('select 1 from dead_letter where id = $1', [id / 10])).length).toBe(1);
  });

  test("of a consumer's dead letter hands it back to its consumer, in this service and in others", async () => {
    const { deadLetters } = await operations.deadLetters();
    const [own, others] = ['o1', 'b2'].map((eventId) => deadLetters.find((one) => one.eventId === eventId)?.id ?? 0);
    for (const id of [own ?? 0, others ?? 0]) {
      expect((await operations.replay(id)).statusCode).toBe(202);
      expect(await isListed(id)).toBe(false);
      expect((await operations.replay(id)).statusCode).toBe(404);
    }
    expect(await operations.db.query(`select state from event_dead_letter`)).toEqual([{ state: 'retrying' }]);
  });

  test('of a service that is not there is refused with 503, of nothing at all with 404', async () => {
    isBookingThere = false;
    expect((await operations.replay(12)).statusCode).toBe(503);
    isBookingThere = true;
    for (const id of [9_999_999, 19, 5]) expect((await operations.replay(id)).statusCode).toBe(404);
    expect((await operations.app.inject({ method: 'POST', url: '/api/ops/dead-letters/12/replay' })).statusCode).toBe(
      401,
    );
  });
});
