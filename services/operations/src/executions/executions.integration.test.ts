import type { ExecutionDetails } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { as, type Bed, makeBed } from '../../tests/workflows/bed.ts';
import { cancelled, delayed, gateChanged } from '../../tests/workflows/events.ts';
import { travellersOf } from '../../tests/workflows/fake-services.ts';
import { noticeFlight } from '../../tests/workflows/flight.ts';

let bed: Bed;
beforeAll(async () => {
  bed = await makeBed();
  await bed.addInstance();
  await bed.addInstance();
});
beforeEach(() => {
  Object.assign(bed.fake, { travellers: travellersOf(3), flight: noticeFlight() });
  for (const set of [bed.fake.forgotten, bed.fake.cancelled, bed.fake.marked]) set.clear();
});
afterAll(() => bed.close());

const names = ({ steps }: ExecutionDetails) => steps.map(({ name }) => name);
const step = ({ steps }: ExecutionDetails, name: string) => steps.find((one) => one.name === name);
/** Notices of an event, and whether each was sent once. */
const noticesOf = (eventId: string) => [...bed.fake.sent].filter(([key]) => key.startsWith(`${eventId}|`));
const callsOf = (eventId: string, path: string) =>
  bed.fake.calls.filter((call) => call.requestId === eventId && call.path.includes(path));

test('a delay runs its steps in order, tells each passenger, and confirms the flight', async () => {
  const id = randomUUID();
  await bed.emit(delayed(id));
  const execution = await bed.ended(id);
  expect(execution).toMatchObject({ workflow: 'delay', flightId: 'SW1234', status: 'SUCCEEDED', eventId: id });
  expect(names(execution)).toEqual([
    'GetAffectedBookings',
    'CheckBookingsExist',
    'ProcessBookingsInParallel',
    'GetPassengerDetails',
    'GeneratePersonalizedMessage',
    'SendNotifications',
    'UpdateFlightStatus',
    'WorkflowComplete',
  ]);
  expect(execution.steps.every(({ status, attempts }) => status === 'SUCCEEDED' && attempts === 1)).toBe(true);
  expect(execution.steps.every(({ startedAt, finishedAt }) => startedAt !== null && finishedAt !== null)).toBe(true);
  expect(step(execution, 'GetAffectedBookings')).toMatchObject({
    input: { flight_id: 'SW1234', departure_id: 77 },
    output: { bookings: 3, passengers: 3, batches: 1 },
  });
  expect(step(execution, 'SendNotifications')).toMatchObject({
    parent: 'ProcessBookingsInParallel',
    output: { queued: 6 },
  });
  expect(step(execution, 'UpdateFlightStatus')?.output).toMatchObject({
    agrees: true,
    changedSince: false,
    version: 5,
  });
  expect(noticesOf(id)).toHaveLength(6);
  expect(callsOf(id, 'compose').map(({ body }) => (body as { recipients: [] }).recipients.length)).toEqual([3, 0]);
  expect(bed.fake.followers.get(id)).toBe(1);
  expect(callsOf(id, 'compose')[0]?.body).toMatchObject({
    event_id: id,
    is_current: true,
    what: { kind: 'delay', delay_minutes: 45, delay_category: 'major', reason: 'WEATHER' },
    flight: { departure_id: 77, estimated_departure: '2026-12-01T08:00:00Z', origin_zone: 'America/Chicago' },
  });
});

test('a cancellation marks the bookings, tells their passengers, and says once of each that it needs another flight', async () => {
  const id = randomUUID();
  bed.fake.flight = { ...noticeFlight(), status: 'CANCELLED' };
  bed.fake.cancelled.add('B002');
  await bed.emit(cancelled(id));
  const execution = await bed.ended(id);
  expect(names(execution)).toEqual([
    'GetAffectedBookings',
    'MarkBookingsForRebooking',
    'ProcessNotifications',
    'UpdateFlightStatus',
    'PublishRebookingNeeded',
  ]);
  expect(execution.status).toBe('SUCCEEDED');
  expect(step(execution, 'MarkBookingsForRebooking')?.output).toEqual({
    MarkBookingsForRebooking: { marked: 2, already: 0 },
  });
  expect(step(execution, 'UpdateFlightStatus')?.output).toMatchObject({ agrees: true });
  expect([...bed.fake.marked]).toEqual(['B001', 'B003']);
  const needed = (await bed.published()).filter((event) => event.type === 'booking.rebooking_needed');
  expect(needed.map(({ data }) => data)).toMatchObject([
    { booking_id: 'B001', passenger_id: 'P001', flight_id: 'SW1234', priority: 'HIGH' },
    { booking_id: 'B003', passenger_id: 'P003', flight_id: 'SW1234', priority: 'HIGH' },
  ]);
  expect(needed.map(({ causedby, subject }) => [causedby, subject])).toEqual([
    [id, 'SW1234'],
    [id, 'SW1234'],
  ]);
  expect(noticesOf(id)).toHaveLength(6);
});

test('a gate change confirms the gate first, then tells the passengers; one that does not agree is noted, no failure', async () => {
  const id = randomUUID();
  bed.fake.flight = { ...noticeFlight(), gate: 'C3', version: 6 };
  await bed.emit(gateChanged(id));
  const execution = await bed.ended(id);
  expect(names(execution)).toEqual(['UpdateFlightGate', 'GetAffectedBookings', 'ProcessNotifications']);
  expect(step(execution, 'UpdateFlightGate')?.output).toEqual({
    expected: { gate: 'D15' },
    found: { gate: 'C3' },
    agrees: false,
    changedSince: true,
    version: 6,
  });
  expect(callsOf(id, 'compose')[0]?.body).toMatchObject({
    what: { kind: 'gate_change', old_gate: 'A5', new_gate: 'D15', terminal_change: true },
    flight: { gate: 'D15' },
  });
});

test('a flight that nobody has booked ends at NoBookingsFound', async () => {
  const id = randomUUID();
  bed.fake.travellers = [];
  await bed.emit(delayed(id));
  const execution = await bed.ended(id);
  expect(names(execution)).toEqual(['GetAffectedBookings', 'CheckBookingsExist', 'NoBookingsFound']);
  expect(execution.status).toBe('SUCCEEDED');
  expect(callsOf(id, 'notices').map(({ body }) => body)).toMatchObject([{ include_subscribers: true, recipients: [] }]);
  const empty = randomUUID();
  await bed.emit(cancelled(empty));
  expect(await bed.ended(empty)).toMatchObject({ status: 'SUCCEEDED' });
  expect(bed.fake.followers.get(empty)).toBe(1);
});

test('an event that changed nothing runs its workflow, and says so to whoever writes the notices', async () => {
  const id = randomUUID();
  await bed.emit(delayed(id, { superseded: true }));
  const execution = await bed.ended(id);
  expect(step(execution, 'GeneratePersonalizedMessage')?.output).toEqual({ skipped: 3, planned: 1 });
  expect(callsOf(id, 'compose')[0]?.body).toMatchObject({ is_current: false });
  expect(noticesOf(id)).toEqual([]);
});

test('an event that comes again, or that another one from the same cause repeats, makes no second execution', async () => {
  const id = randomUUID();
  const event = delayed(id);
  await bed.emit(event, event, { ...delayed(id), id: randomUUID() });
  await bed.ended(id);
  const later = randomUUID();
  // Of the same flight: when it is over, the ones before have been routed.
  await bed.emit(event, delayed(later));
  await bed.ended(later);
  expect((await bed.executions('?limit=500')).filter(({ eventId }) => eventId === id)).toHaveLength(1);
  expect(noticesOf(id).map(([, times]) => times)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(callsOf(id, 'send')).toHaveLength(1);
});

test('2 000 travellers are worked through in batches, each told once, and counted by batch and not by head', async () => {
  const id = randomUUID();
  bed.fake.travellers = travellersOf(2000);
  bed.fake.forgotten.add('P1999');
  const before = await bed.metric('affected_passengers_total');
  await bed.emit(cancelled(id));
  const execution = await bed.ended(id);
  const told = step(execution, 'ProcessNotifications');
  expect(execution.status).toBe('SUCCEEDED');
  expect(told?.batches?.map(({ travellers, status }) => [travellers, status])).toEqual([
    ...Array.from({ length: 10 }, () => [200, 'SUCCEEDED']),
    [0, 'SUCCEEDED'],
  ]);
  expect(told?.output).toMatchObject({ GetPassengerDetails: { passengers: 1999, missing: 1 } });
  expect(noticesOf(id)).toHaveLength(3998);
  expect(noticesOf(id).every(([, times]) => times === 1)).toBe(true);
  expect(
    Math.max(...callsOf(id, 'query').map(({ body }) => (body as { passenger_ids: string[] }).passenger_ids.length)),
  ).toBe(200);
  const needed = (await bed.published()).filter(
    ({ type, causedby }) => type === 'booking.rebooking_needed' && causedby === id,
  );
  expect(new Set(needed.map((event) => event.id)).size).toBe(2000);
  expect(needed).toHaveLength(2000);
  expect((await bed.metric('affected_passengers_total')) - before).toBe(2000);
});

describe('a step that fails', () => {
  test('is tried again after growing pauses, then ends the execution; a retry goes on from there', async () => {
    const id = randomUUID();
    bed.fake.trouble(/\/internal\/flights\/77$/, 503, 3);
    await bed.emit(delayed(id));
    const failed = await bed.ended(id);
    expect(failed.status).toBe('FAILED');
    expect(failed.steps).toHaveLength(1);
    expect(failed.steps[0]).toMatchObject({
      name: 'GetAffectedBookings',
      status: 'FAILED',
      attempts: 3,
      error: 'booking_service answered 503 to GET /internal/flights/77',
    });
    const [first] = failed.steps;
    const [startedAt, finishedAt] = [first?.startedAt, first?.finishedAt].map((time) =>
      Temporal.Instant.from(time ?? ''),
    );
    const tookMs = startedAt?.until(finishedAt ?? startedAt).total('milliseconds');
    expect(tookMs).toBeGreaterThan(3000);
    expect(await bed.call('POST', `/api/ops/executions/${failed.id}/retry`)).toEqual({
      status: 202,
      body: { id: failed.id, status: 'RUNNING' },
    });
    const execution = await bed.ended(id, 'SUCCEEDED');
    expect(step(execution, 'GetAffectedBookings')).toMatchObject({ status: 'SUCCEEDED', attempts: 4 });
    expect(noticesOf(id)).toHaveLength(6);
    expect(await bed.call('POST', `/api/ops/executions/${failed.id}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'EXECUTION_NOT_FAILED' },
    });
  });

  test('in one batch leaves the others done, and a retry does that batch alone', async () => {
    const id = randomUUID();
    bed.fake.travellers = travellersOf(450);
    bed.fake.trouble(/notices\/send/, 500, 3);
    bed.fake.trouble(/notices\/send/, 500, 6);
    await bed.emit(delayed(id));
    const failed = await bed.ended(id);
    expect(failed.status).toBe('FAILED');
    const process = step(failed, 'ProcessBookingsInParallel');
    expect(process?.error).toMatch(/of 3 batches failed; batch \d: notification_service answered 500/);
    expect(step(failed, 'GeneratePersonalizedMessage')?.status).toBe('SUCCEEDED');
    expect(step(failed, 'SendNotifications')).toMatchObject({ status: 'FAILED', attempts: 3 });
    await bed.call('POST', `/api/ops/executions/${failed.id}/retry`);
    expect(await bed.ended(id, 'SUCCEEDED')).toMatchObject({ status: 'SUCCEEDED' });
    expect(noticesOf(id)).toHaveLength(900);
    expect(noticesOf(id).every(([, times]) => times === 1)).toBe(true);
  });

  test('because booking shows a flight from before the event, is tried until it does not', async () => {
    const id = randomUUID();
    bed.fake.flight = { ...noticeFlight(), version: 4 };
    await bed.emit(delayed(id));
    await waitUntil('it was tried in vain', async () => {
      const [mine] = (await bed.executions()).filter(({ eventId }) => eventId === id);
      const shown = mine === undefined ? undefined : step(await bed.details(mine.id), 'UpdateFlightStatus');
      return shown?.error?.includes('from before the event');
    });
    bed.fake.flight = noticeFlight();
    const execution = await bed.ended(id);
    expect(step(execution, 'UpdateFlightStatus')).toMatchObject({ status: 'SUCCEEDED', output: { agrees: true } });
  });
});

test('lists are filtered and paged', async () => {
  await bed.emit(delayed(randomUUID()), delayed(randomUUID()));
  const all = await waitUntil('two more', async () => {
    const found = await bed.executions('?flight=sw1234&status=SUCCEEDED&limit=500');
    return found.length >= 2 ? found : undefined;
  });
  const paged = [];
  let cursor = '';
  for (;;) {
    const page = await bed.get<{ executions: { id: number }[]; cursor?: number }>(
      `/api/ops/executions?status=SUCCEEDED&limit=2${cursor}`,
    );
    paged.push(...page.executions.map(({ id }) => id));
    if (page.cursor === undefined) break;
    cursor = `&cursor=${page.cursor}`;
  }
  expect(paged.slice(0, all.length)).toEqual([...paged].sort((one, other) => other - one).slice(0, all.length));
  expect(new Set(paged).size).toBe(paged.length);
  expect(await bed.executions('?flight=FL001')).toEqual([]);
  expect(await bed.executions(`?cursor=${Number.MAX_SAFE_INTEGER}&limit=1`)).toHaveLength(1);
});

test('only operations staff sees executions and audit, and retries', async () => {
  const calls = [
    ['GET', '/api/ops/executions'],
    ['GET', '/api/ops/executions/1'],
    ['POST', '/api/ops/executions/999999/retry'],
    ['GET', '/api/ops/audit'],
  ] as const;
  for (const [method, url] of calls) {
    const statusOf = async (headers: Record<string, string>) =>
      (await bed.call(method, url, undefined, headers as never)).status;
    expect([await statusOf({}), await statusOf(as()), await statusOf(as('agent'))], url).toEqual([401, 403, 403]);
    const expected = method === 'POST' ? 404 : 200;
    expect([await statusOf(as('ops')), await statusOf(as('admin'))], url).toEqual([expected, expected]);
  }
  expect((await bed.call('GET', '/api/ops/executions/999999')).status).toBe(404);
  expect((await bed.call('GET', '/api/ops/executions?status=DONE')).status).toBe(400);
});

test('the counters are there from the start and count what ended', async () => {
  const before = await bed.metric('gate_change_events_processed_total');
  const executionsBefore = await bed.metric('workflow_executions_total', {
    workflow: 'gate_change',
    status: 'SUCCEEDED',
  });
  const id = randomUUID();
  await bed.emit(gateChanged(id));
  await bed.ended(id);
  await waitUntil('it is counted', async () => (await bed.metric('gate_change_events_processed_total')) === before + 1);
  expect(await bed.metric('workflow_executions_total', { workflow: 'gate_change', status: 'SUCCEEDED' })).toBe(
    executionsBefore + 1,
  );
  expect(await bed.metric('workflow_executions_total', { workflow: 'gate_change', status: 'FAILED' })).toBe(0);
});
