import type { AirsideEvent, AuditList, EventData, Rule, RuleTestAnswer } from '@airside/contracts';
import { createEvent } from '@airside/events';
import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, type Bed, makeBed } from '../../tests/workflows/bed.ts';
import { cancelled, delayed, gateChanged } from '../../tests/workflows/events.ts';

let bed: Bed;
beforeAll(async () => {
  // What is published by hand leaves on the stream of this service, where rules listen too.
  bed = await makeBed({ stream: 'operations' });
  await bed.addInstance();
  await bed.addInstance();
});
afterAll(() => bed.close());

const path = '/api/ops/rules';
const list = async () => (await bed.get<{ rules: Rule[] }>(path)).rules;
const audit = async (query = '') => (await bed.get<AuditList>(`/api/ops/audit${query}`)).audit;

async function add(rule: object): Promise<Rule> {
  const { status, body } = await bed.call('POST', path, { name: randomUUID(), targets: [{ kind: 'log' }], ...rule });
  expect(status, JSON.stringify(body)).toBe(201);
  return body as unknown as Rule;
}

const remove = ({ id }: Rule) => bed.call('DELETE', `${path}/${id}`);

function bookingChanged(bookingId: string): AirsideEvent {
  const time = Temporal.Now.instant();
  const data: EventData<'booking.status_changed'> = {
    booking_id: bookingId,
    flight_id: 'SW1234',
    old_status: 'CONFIRMED',
    new_status: 'NEEDS_REBOOKING',
    timestamp: time.toString(),
  };
  return createEvent(
    { type: 'booking.status_changed', source: '/booking_service', subject: 'SW1234', data },
    { id: randomUUID(), time },
  ) as AirsideEvent;
}

test('the defaults are there, and each sends its events where api.md says', async () => {
  expect((await list()).map(({ name, enabled }) => [name, enabled])).toEqual([
    ['delay-workflow', true],
    ['cancellation-workflow', true],
    ['gate-change-workflow', true],
    ['notification-log', true],
    ['booking-audit', true],
  ]);
  const [late, gone, moved] = [randomUUID(), randomUUID(), randomUUID()];
  const changed = bookingChanged('B001');
  const time = Temporal.Now.instant();
  const told = createEvent(
    {
      type: 'notification.sms',
      source: '/notification_service',
      subject: 'SW1234',
      data: { delivery_id: '1', kind: 'delay', timestamp: time.toString() },
    },
    { id: randomUUID(), time },
  ) as AirsideEvent;
  await bed.emit(delayed(late), cancelled(gone), gateChanged(moved), changed, told);
  expect((await bed.ended(late)).workflow).toBe('delay');
  expect((await bed.ended(gone)).workflow).toBe('cancellation');
  expect((await bed.ended(moved)).workflow).toBe('gate_change');
  const found = await waitUntil('both are logged', async () => {
    const lines = await audit('?subject=SW1234');
    return lines.length >= 2 ? lines : undefined;
  });
  expect(found.map(({ type, rule, eventId }) => [type, rule, eventId])).toEqual([
    ['notification.sms', 'notification-log', told.id],
    ['booking.status_changed', 'booking-audit', changed.id],
  ]);
  expect(await audit('?type=notification.sms')).toMatchObject([{ event: told }]);
  expect(await audit('?limit=1')).toHaveLength(1);
});

test('an event that several rules match goes everywhere they say, once, also where it comes twice', async () => {
  const url = 'https://hooks.example.org/airside';
  const rules = [
    await add({ pattern: { 'data.delay_minutes': [{ numeric: ['>=', 30] }] } }),
    await add({
      pattern: { subject: ['SW1234'], type: [{ prefix: 'flight.delay.' }] },
      targets: [{ kind: 'webhook', url }],
    }),
    // It would be a second delay workflow of the same event.
    await add({ pattern: { type: ['flight.delay.major'] }, targets: [{ kind: 'workflow', workflow: 'delay' }] }),
    // A delay is no cancellation.
    await add({
      pattern: { type: [{ prefix: 'flight.' }] },
      targets: [{ kind: 'workflow', workflow: 'cancellation' }],
    }),
  ];
  const id = randomUUID();
  const event = delayed(id);
  await bed.emit(event, event);
  await bed.ended(id);
  await waitUntil('the webhook is called', () => bed.fake.webhookCalls.length > 0);
  expect(bed.fake.webhookCalls).toEqual([{ rule_id: rules[1]?.id, url, event }]);
  expect((await bed.executions('?limit=500')).filter(({ eventId }) => eventId === id)).toHaveLength(1);
  expect((await audit()).filter(({ eventId }) => eventId === event.id)).toHaveLength(1);
  for (const rule of rules) expect((await remove(rule)).status).toBe(204);
});

test('an edited rule holds within a second on every instance', async () => {
  const rule = await add({ pattern: { type: ['booking.status_changed'], 'data.booking_id': ['B777'] } });
  const { status, body } = await bed.call('PATCH', `${path}/${rule.id}`, {
    pattern: { type: ['booking.status_changed'], 'data.booking_id': ['B888'] },
    version: rule.version,
  });
  expect([status, body]).toMatchObject([200, { version: 2, name: rule.name }]);
  const editedAt = performance.now();
  await waitUntil('it holds', async () => {
    const event = bookingChanged('B888');
    await bed.emit(event);
    await waitUntil('it is routed', async () => (await audit()).some((line) => line.eventId === event.id));
    return (await audit()).some((line) => line.eventId === event.id && line.rule === rule.name);
  });
  expect(performance.now() - editedAt).toBeLessThan(3000);
  const old = bookingChanged('B777');
  await bed.emit(old);
  await waitUntil('the default rule has it', async () => (await audit()).some(({ eventId }) => eventId === old.id));
  expect((await audit()).filter(({ eventId, rule: by }) => eventId === old.id && by === rule.name)).toEqual([]);
  const stale = await bed.call('PATCH', `${path}/${rule.id}`, { enabled: false, version: 1 });
  expect(stale).toMatchObject({ status: 409, body: { code: 'RULE_CHANGED' } });
  const far = await bed.call('PATCH', `${path}/${rule.id}`, { enabled: false, version: Number.MAX_SAFE_INTEGER });
  expect(far.status).toBe(409);
  await remove(rule);
});

describe('a rule is refused', () => {
  test.each<[string, object, string]>([
    ['pattern', { pattern: { type: 'flight.cancelled' } }, 'pattern.type'],
    ['matcher', { pattern: { type: [{ suffix: '.major' }] } }, 'pattern.type[0]'],
    ['empty pattern', { pattern: {} }, 'pattern'],
    ['target', { targets: [{ kind: 'mail' }] }, 'targets.0'],
    ['workflow', { targets: [{ kind: 'workflow', workflow: 'diversion' }] }, 'targets.0'],
    ['url', { targets: [{ kind: 'webhook', url: 'ftp://example.org' }] }, 'targets.0.url'],
    ['credentials', { targets: [{ kind: 'webhook', url: 'https://me:secret@example.org' }] }, 'targets.0.url'],
    ['no target', { targets: [] }, 'targets'],
    ['stranger', { priority: 1 }, 'priority'],
  ])('for its %s, naming the field', async (_name, members, field) => {
    const rule = {
      name: randomUUID(),
      pattern: { type: ['flight.cancelled'] },
      targets: [{ kind: 'log' }],
      ...members,
    };
    const { status, body } = await bed.call('POST', path, rule);
    expect(status).toBe(400);
    const { errors } = body as unknown as { errors: { field: string }[] };
    expect(
      errors.map((error) => error.field).some((named) => named.startsWith(field)),
      JSON.stringify(errors),
    ).toBe(true);
  });

  test('for a name that is taken, and one that is not there', async () => {
    const taken = { name: 'booking-audit', pattern: { type: ['x'] }, targets: [{ kind: 'log' }] };
    expect(await bed.call('POST', path, taken)).toMatchObject({ status: 409, body: { code: 'RULE_EXISTS' } });
    expect((await bed.call('GET', `${path}/999999`)).status).toBe(404);
    expect((await bed.call('PATCH', `${path}/999999`, { enabled: false })).status).toBe(404);
    expect((await bed.call('DELETE', `${path}/999999`)).status).toBe(404);
  });
});

describe('the dry run', () => {
  const tryOut = async (given: object) => {
    const { status, body } = await bed.call('POST', `${path}/test`, given);
    return { status, body: body as unknown as RuleTestAnswer };
  };

  test('says which rules match and what would run, and lets nothing happen', async () => {
    const before = [await bed.executions('?limit=500'), await audit('?limit=500'), await list()];
    const event = { type: 'flight.cancelled', id: 'e-1', data: { flight_id: 'SW1234' } };
    const { status, body } = await tryOut({ event });
    expect([status, body]).toMatchObject([
      200,
      {
        tried: 1,
        matches: [
          {
            eventId: 'e-1',
            ruleName: 'cancellation-workflow',
            targets: [{ target: { kind: 'workflow', workflow: 'cancellation' }, runs: true }],
          },
        ],
      },
    ]);
    const rule = {
      name: 'new',
      pattern: { type: [{ prefix: 'flight.' }] },
      targets: [{ kind: 'workflow', workflow: 'delay' }, { kind: 'log' }],
    };
    expect((await tryOut({ event, rule })).body.matches).toMatchObject([
      { ruleId: null, ruleName: 'new', targets: [{ runs: false }, { runs: true }] },
    ]);
    expect((await tryOut({ event, rule: { ...rule, enabled: false } })).body.matches[0]?.targets[1]).toMatchObject({
      reason: 'the rule is disabled',
    });
    const onLatest = (await tryOut({ rule })).body;
    expect(onLatest.tried).toBeGreaterThan(0);
    expect(onLatest.matches).toHaveLength(onLatest.tried);
    expect((await tryOut({})).status).toBe(400);
    expect([await bed.executions('?limit=500'), await audit('?limit=500'), await list()]).toEqual(before);
  });
});

describe('an event published by hand', () => {
  const post = async (body: object, headers = as('admin')) => bed.call('POST', '/api/ops/publish', body, headers);

  test('is filled in with what the system knows, and runs its workflow', async () => {
    const { status, body } = await post({
      type: 'flight.delay.severe',
      data: { flight_id: 'sw1234'.toUpperCase(), delay_minutes: 150, reason: 'CREW' },
    });
    expect(status, JSON.stringify(body)).toBe(202);
    const { eventId, event } = body as unknown as { eventId: string; event: AirsideEvent };
    expect(event).toMatchObject({
      id: eventId,
      type: 'flight.delay.severe',
      source: '/operations_service',
      subject: 'SW1234',
      data: {
        event_id: eventId,
        delay_category: 'severe',
        affected_passengers_count: 3,
        new_departure: '2026-12-01T09:45:00Z',
        new_arrival: '2026-12-01T12:45:00Z',
        flight_details: { origin: 'DAL', destination: 'LAX', original_departure: '2026-12-01T07:15:00Z' },
        flight: { departure_id: 77 },
      },
    });
    const execution = await bed.ended(eventId);
    expect(execution).toMatchObject({ workflow: 'delay', status: 'SUCCEEDED' });
    // Nothing was changed at booking, and the history says so.
    expect(execution.steps.find(({ name }) => name === 'UpdateFlightStatus')?.output).toMatchObject({ agrees: false });
  });

  test('is refused with every member that is missing or wrong', async () => {
    const { status, body } = await post({
      type: 'flight.delay.minor',
      data: { flight_id: 'SW1234', reason: 'BOREDOM' },
    });
    const { errors } = body as unknown as { errors: { field: string }[] };
    expect([status, errors.map(({ field }) => field).sort()]).toEqual([400, ['data.delay_minutes', 'data.reason']]);
    expect((await post({ type: 'flight.cancelled', data: {} })).body).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ field: 'data.flight_id' })]),
    });
    for (const delay_minutes of [1e308, -5.5, '9']) {
      const odd = { flight_id: 'SW1234', reason: 'CREW', delay_minutes };
      expect((await post({ type: 'flight.delay.major', data: odd })).status).toBe(400);
    }
    expect((await post({ type: 'flight.cancelled', data: { flight_id: '../users' } })).status).toBe(400);
    expect((await post({ type: 'flight.lost', data: {} })).status).toBe(400);
    expect((await post({ type: 'operation.received', data: {} })).status).toBe(400);
    expect(await post({ type: 'flight.cancelled', data: { flight_id: 'XX999' } })).toMatchObject({
      status: 404,
      body: { code: 'FLIGHT_NOT_FOUND' },
    });
  });
});

test('rules are for operations staff, publishing for admins', async () => {
  const calls = [
    ['GET', path, undefined],
    ['POST', path, {}],
    ['GET', `${path}/1`, undefined],
    ['PATCH', `${path}/999999`, {}],
    ['DELETE', `${path}/999999`, undefined],
    ['POST', `${path}/test`, {}],
    ['POST', '/api/ops/publish', {}],
  ] as const;
  for (const [method, url, body] of calls) {
    const statusOf = async (headers: object) => (await bed.call(method, url, body, headers as never)).status;
    expect([await statusOf({}), await statusOf(as()), await statusOf(as('agent'))], url).toEqual([401, 403, 403]);
    const isForAdmins = url.endsWith('publish');
    expect((await statusOf(as('ops'))) === 403, url).toBe(isForAdmins);
    expect([401, 403]).not.toContain(await statusOf(as('admin')));
  }
});
