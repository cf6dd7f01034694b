import { Problem } from '@airside/contracts';
import { subscribe } from '@airside/events';
import { silentLogger, waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { delayEvent, ops, startOperations, type TestOperations, tokens } from '../../tests/operations.ts';
import { createIngest } from './ingest.ts';
import { deleteOld } from './retention.ts';

let operations: TestOperations;
beforeAll(async () => {
  operations = await startOperations();
});
afterAll(() => operations.close());

describe('POST /api/ops/events', () => {
  test('is for operations staff and for feeds with a service token', async () => {
    const { post } = operations;
    expect((await post(delayEvent(), {})).statusCode).toBe(401);
    expect((await post(delayEvent(), tokens.bearer({ userId: 1 }))).statusCode).toBe(403);
    expect((await post(delayEvent(), tokens.bearer({ userId: 1, roles: ['agent'] }))).statusCode).toBe(403);
    expect((await post(delayEvent(), ops)).statusCode).toBe(202);
    expect((await post(delayEvent(), { authorization: 'Bearer ast_feed' })).statusCode).toBe(202);
    expect((await post(delayEvent(), { authorization: 'Bearer ast_gone' })).statusCode).toBe(401);
  });

  test('writes the event down, and publishes it once for its flight', async () => {
    const event = delayEvent();
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const answer = await operations.post(event, { ...ops, traceparent });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ eventId: event.event_id, accepted: true });
    const [published] = (await operations.published()).filter(({ causedby }) => causedby === event.event_id);
    expect(published).toMatchObject({
      type: 'operation.received',
      subject: 'SW1234',
      traceparent,
      data: {
        event_id: event.event_id,
        event_type: 'FLIGHT_DELAY',
        source: 'operations_center',
        flight_id: 'SW1234',
        payload: event.payload,
      },
    });
  });

  test('takes the same id again without a second effect, also when it comes many times at once', async () => {
    const event = delayEvent();
    const answers = await Promise.all(Array.from({ length: 10 }, () => operations.post(event)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(10).fill(202));
    expect((await operations.published()).filter(({ causedby }) => causedby === event.event_id)).toHaveLength(1);
  });

  test('keeps what came under a known id with another body; the first one counts', async () => {
    const event = delayEvent(randomUUID(), 15);
    await operations.post(event);
    // The order of members and blanks make no other body.
    await operations.post(JSON.stringify(Object.fromEntries(Object.entries(event).toReversed()), null, 2));
    const other = { ...event, payload: { ...event.payload, delay_minutes: 90 } };
    for (const body of [other, other]) expect((await operations.post(body)).statusCode).toBe(202);
    const kept = await operations.db.query('select event from differing_event where event_id = $1', [event.event_id]);
    expect(kept).toEqual([{ event: other }]);
    const published = (await operations.published()).filter(({ causedby }) => causedby === event.event_id);
    expect(published.map(({ data }) => data)).toEqual([
      expect.objectContaining({ payload: expect.objectContaining({ delay_minutes: 15 }) as unknown }),
    ]);
    const labels = { source: 'http', type: 'FLIGHT_DELAY' };
    expect(await operations.metric('operation_events_received_total', { ...labels, outcome: 'differing' })).toBe(2);
  });

  test('refuses with every fault, and keeps what it refused among the dead letters', async () => {
    const event = { ...delayEvent(), timestamp: 'yesterday', payload: { flight_id: 'SW1234', delay_minutes: 'many' } };
    const answer = await operations.post(event);
    expect(answer.statusCode).toBe(400);
    expect(
      answer
        .json<{ errors: { field: string }[] }>()
        .errors.map(({ field }) => field)
        .toSorted(),
    ).toEqual(['payload.delay_minutes', 'payload.reason', 'timestamp']);
    // A feed that tries again makes no second dead letter.
    await operations.post(event);
    const { deadLetters } = await operations.deadLetters();
    const mine = deadLetters.filter(({ eventId }) => eventId === event.event_id);
    expect(mine).toEqual([
      expect.objectContaining({
        source: 'http',
        event,
        reason: expect.stringContaining('payload.reason: is required') as unknown,
      }),
    ]);
  });

  test('what is no JSON, no UTF-8, empty or has NUL is refused and kept as it came; what is too large is not read', async () => {
    const bodies = ['{', Buffer.from([0x22, 0xff, 0x22]), '', JSON.stringify({ ...delayEvent(), source: 'a\0b' })];
    for (const body of bodies) expect((await operations.post(body)).statusCode).toBe(400);
    const { deadLetters } = await operations.deadLetters();
    expect(deadLetters.slice(0, 4).map(({ event }) => event)).toEqual([
      JSON.parse(bodies[3] as string),
      { text: '' },
      { base64: Buffer.from([0x22, 0xff, 0x22]).toString('base64') },
      { text: '{' },
    ]);
    expect((await operations.post(' '.repeat(65_537))).statusCode).toBe(413);
    expect((await operations.post(delayEvent(), { ...ops, 'content-type': 'text/plain' })).statusCode).toBe(415);
  });

  test('takes a body of numbers and members that only JSON knows', async () => {
    const event = `${JSON.stringify(delayEvent()).slice(0, -1)},"n":1e999,"__proto__":{"roles":["admin"]},"constructor":1}`;
    expect((await operations.post(event)).statusCode).toBe(202);
  });

  test('describes the body in the OpenAPI', async () => {
    const openApi = (await operations.app.inject('/openapi.json')).body;
    expect(openApi).toContain('/api/ops/events');
    expect(openApi).toContain('AIRCRAFT_SWAP');
  });
});

test('what was received reaches consumers of the stream, in the order of its flight', async () => {
  const seen: string[] = [];
  const { database, redis } = operations;
  const subscription = subscribe({
    cluster: database.cluster,
    redis,
    stream: 'operations',
    group: 'test',
    consumer: 'test',
    holder: 'test',
    log: silentLogger(),
    handle: async ({ causedby }) => void seen.push(causedby ?? ''),
  });
  const ids = Array.from({ length: 20 }, (): string => randomUUID());
  for (const id of ids) await operations.post(delayEvent(id));
  await waitUntil('all are seen', () => ids.every((id) => seen.includes(id)));
  expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
  await subscription.stop();
});

test('while the database is away nothing is decided: 503, and the event is taken when it comes again', async () => {
  const { database, db } = operations;
  const counter = { inc: () => undefined } as never;
  const away = async () => {
    throw new Problem('DATABASE_UNAVAILABLE');
  };
  const ingest = createIngest({
    cluster: { writer: { query: away }, transaction: away },
    counter,
    logger: silentLogger(),
    now: () => Temporal.Now.instant(),
  });
  for (const body of [JSON.stringify(delayEvent()), '{'])
    await expect(ingest.accept(Buffer.from(body), { via: 'kafka' })).rejects.toThrow('database');
  expect(database.cluster.nodes().length).toBeGreaterThan(0);
  expect(await db.query('select 1')).toHaveLength(1);
});

test('an event that the database will not write for a reason of its own is kept as a dead letter, not tried for ever', async () => {
  const event = delayEvent();
  await operations.db.query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$`,
  );
  await operations.db.query(
    'create trigger refuse before insert on received_event for each row execute function refuse()',
  );
  expect((await operations.post(event)).statusCode).toBe(500);
  await operations.db.query('drop trigger refuse on received_event');
  const letter = (await operations.deadLetters()).deadLetters.find(({ eventId }) => eventId === event.event_id);
  expect(letter?.reason).toContain('not this one');
  expect((await operations.replay(letter?.id ?? 0)).statusCode).toBe(202);
  expect((await operations.published()).filter(({ causedby }) => causedby === event.event_id)).toHaveLength(1);
});

test('positions are forgotten after an hour, other events and dead letters after 90 days', async () => {
  const { db } = operations;
  const insert = `insert into received_event (event_id, event_type, flight_id, via, source, occurred_at, received_at, event)
    select $1 || n, $2, 'SW1', 'http', 'x', now(), now() - make_interval(mins => $3), '{}' from generate_series(1, 3) n`;
  const day = 24 * 60;
  await db.query(insert, ['old-position-', 'POSITION', 61]);
  await db.query(insert, ['new-position-', 'POSITION', 59]);
  await db.query(insert, ['old-delay-', 'FLIGHT_DELAY', 90 * day + 1]);
  await db.query(insert, ['new-delay-', 'FLIGHT_DELAY', 89 * day]);
  await db.query(
    `insert into dead_letter (source, reason, body, received_at) values ('http', 'r', 'old', now() - interval '91 days')`,
  );
  await deleteOld(db);
  const left = (await operations.received()).map(({ eventId }) => eventId).filter((id) => /^(old|new)-/.test(id));
  expect([...new Set(left.map((id) => id.slice(0, -2)))].toSorted()).toEqual(['new-delay', 'new-position']);
  expect(await db.query(`select 1 from dead_letter where body = 'old'`)).toEqual([]);
});
