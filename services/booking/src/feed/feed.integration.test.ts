import type { OperationEvent } from '@airside/contracts';
import { listDeadLetters } from '@airside/events';
import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBooking, type TestBooking } from '../../tests/booking.ts';

let booking: TestBooking;
beforeAll(async () => {
  booking = await startBooking({ preferences: { findChannels: async () => channels, putChannels: async () => {} } });
  expect((await booking.call('POST', '/api/demo/load', { as: ['admin'] })).status).toBe(200);
  await booking.call('GET', '/seed');
});
afterAll(() => booking.close());

const channels = { email: true, sms: false, push: false };
const at = (minutes: number) => Temporal.Instant.from('2026-11-01T10:00:00Z').add({ minutes }).toString();
const event = (event_type: string, payload: object, minutes = 0): OperationEvent =>
  ({ event_id: randomUUID(), event_type, timestamp: at(minutes), source: 'test', payload }) as OperationEvent;
const delay = (flight_id: string, delay_minutes: number, minutes: number, more: object = {}) =>
  event('FLIGHT_DELAY', { flight_id, delay_minutes, reason: 'WEATHER', ...more }, minutes);

const flight = async (id: string) => (await booking.call('GET', `/flights/${id}`, { as: 'nobody' })).body;
/** The page is kept for a moment, and forgets by the event. */
const shows = (id: string, wanted: object) =>
  waitUntil(`${id} with ${JSON.stringify(wanted)}`, async () => {
    const found = await flight(id);
    return Object.entries(wanted).every(([member, value]) => found[member] === value);
  });
type Applied = { effect: string; remark: string | null };
async function appliedOf({ event_id }: OperationEvent): Promise<Applied> {
  return waitUntil(`event ${event_id}`, async () => {
    const [row] = await booking.query<Applied>('select effect, remark from applied_event where event_id = $1', [
      event_id,
    ]);
    return row;
  });
}
async function apply(one: OperationEvent): Promise<Applied> {
  await booking.report(one);
  return appliedOf(one);
}
type Published = { id: string; type: string; causedby: string; data: Record<string, unknown> };
async function publishedFor({ event_id }: OperationEvent): Promise<Published[]> {
  const rows = await booking.query<{ event: Published }>(
    `select event from outbox where event->>'causedby' = $1 order by xid, seq`,
    [event_id],
  );
  return rows.map((row) => row.event);
}

describe('a delay', () => {
  test('moves the flight, keeps its cause in history and event, and counts who is affected', async () => {
    const one = delay('SW1234', 25, 0);
    expect(await apply(one)).toEqual({ effect: 'changed', remark: null });
    await shows('SW1234', { status: 'DELAYED', delay_minutes: 25, delay_reason: 'WEATHER' });
    const [told] = await publishedFor(one);
    expect(told).toMatchObject({
      type: 'flight.delay.minor',
      data: {
        event_id: one.event_id,
        delay_minutes: 25,
        delay_category: 'minor',
        affected_passengers_count: 4,
        effect: 'changed',
        superseded: false,
        flight_details: { origin: 'DAL', destination: 'LAX' },
      },
    });
    const { body } = await booking.call('GET', '/flights/SW1234/history', { as: ['ops'] });
    expect((body['history'] as object[]).at(-1)).toMatchObject({ changed_by: null, event_id: one.event_id });
  });

  test('of several the last by event time wins, they are not summed, and a late one is kept and changes nothing', async () => {
    const [early, late] = [delay('SW5678', 90, 10), delay('SW5678', 15, 20)];
    expect((await apply(late)).effect).toBe('changed');
    expect((await apply(early)).effect).toBe('superseded');
    await shows('SW5678', { delay_minutes: 15 });
    const [told] = await publishedFor(early);
    expect(told).toMatchObject({
      type: 'flight.delay.major',
      data: { delay_minutes: 90, effect: 'superseded', superseded: true },
    });
    expect((await apply(delay('SW5678', 130, 30))).effect).toBe('changed');
    await shows('SW5678', { delay_minutes: 130 });
  });

  test('of nothing or less clears it; explicit times win over the minutes, and the contradiction is kept', async () => {
    const { scheduled_departure, scheduled_arrival } = (await flight('SW7890')) as Record<string, string>;
    const after = (text: string | undefined, minutes: number) =>
      Temporal.Instant.from(text ?? '')
        .add({ minutes })
        .toString();
    const times = { new_departure: after(scheduled_departure, 50), new_arrival: after(scheduled_arrival, 35) };
    expect(await apply(delay('SW7890', 45, 0, times))).toEqual({
      effect: 'changed',
      remark: 'the event says 45 minutes, its times say 50',
    });
    await shows('SW7890', {
      delay_minutes: 50,
      estimated_departure: times.new_departure,
      estimated_arrival: times.new_arrival,
    });
    expect((await apply(delay('SW7890', -5, 10))).effect).toBe('changed');
    await shows('SW7890', { delay_minutes: 0, status: 'SCHEDULED', delay_reason: null });
  });

  test('reported twice under one id has one effect; said again under another it changes nothing and is told all the same', async () => {
    const one = delay('FL001', 40, 0);
    await booking.report(one, one);
    await apply(one);
    const again = delay('FL001', 40, 5);
    expect((await apply(again)).effect).toBe('unchanged');
    expect(await publishedFor(one)).toHaveLength(1);
    expect(await publishedFor(again)).toMatchObject([{ type: 'flight.delay.major', data: { effect: 'unchanged' } }]);
    await shows('FL001', { version: 2 });
  });

  test('that comes late does not undo what the desk has done since', async () => {
    await booking.call('PATCH', '/flights/FL002', { as: ['ops'], payload: { delay_minutes: 10, reason: 'CREW' } });
    expect((await apply(delay('FL002', 60, 0))).effect).toBe('superseded');
    await shows('FL002', { delay_minutes: 10 });
  });
});

describe('other events', () => {
  test('a cancellation, and what it makes impossible', async () => {
    const cancelled = event('FLIGHT_CANCELLED', { flight_id: 'SW9012', reason: 'WEATHER', rebooking_priority: 'HIGH' });
    expect((await apply(cancelled)).effect).toBe('changed');
    await shows('SW9012', { status: 'CANCELLED' });
    expect(await publishedFor(cancelled)).toMatchObject([
      {
        type: 'flight.cancelled',
        data: { reason: 'WEATHER', rebooking_priority: 'HIGH', affected_passengers_count: 2 },
      },
    ]);
    const delayed = delay('SW9012', 30, 10);
    expect((await apply(delayed)).effect).toBe('refused');
    expect((await publishedFor(delayed))[0]?.data).toMatchObject({ effect: 'refused', superseded: true });
  });

  test('a gate change, with the terminal; a gate that was not the old one is remarked', async () => {
    const change = { flight_id: 'SW3456', old_gate: 'A5', new_gate: 'D15', terminal_change: true };
    const one = event('GATE_CHANGE', change);
    expect(await apply(one)).toEqual({ effect: 'changed', remark: null });
    expect((await publishedFor(one))[0]).toMatchObject({
      type: 'flight.gate_change',
      data: { old_gate: 'A5', new_gate: 'D15', terminal_change: true },
    });
    const other = await apply(event('GATE_CHANGE', { flight_id: 'SW3456', old_gate: 'A5', new_gate: 'D16' }, 5));
    expect(other.remark).toBe('the event says the gate was A5; it was D15');
    expect((await apply(event('TERMINAL_CHANGE', { flight_id: 'SW3456', new_terminal: '2' }, 6))).effect).toBe(
      'changed',
    );
    await shows('SW3456', { gate: 'D16', terminal: '2' });
  });

  test('phases in their order with their times, a position while in the air, a diversion', async () => {
    const step = (phase: string, minutes: number, more: object = {}) =>
      apply(event('STATUS_CHANGE', { flight_id: 'FL003', phase, ...more }, minutes));
    expect((await step('AIRBORNE', 0)).effect).toBe('refused');
    for (const [index, phase] of ['CHECK_IN', 'BOARDING', 'GATE_CLOSED'].entries())
      expect((await step(phase, index + 1)).effect).toBe('changed');
    expect((await step('DEPARTED', 5, { out_at: at(5) })).effect).toBe('changed');
    expect((await step('AIRBORNE', 6, { off_at: at(6) })).effect).toBe('changed');
    await shows('FL003', { actual_departure: at(5), status: 'AIRBORNE' });

    const seen = (lat: number, minutes: number) =>
      event('POSITION', {
        flight_id: 'FL003',
        lat,
        lon: 20,
        altitude_ft: 33_000,
        heading: 290,
        ground_speed_kt: 450,
        at: at(minutes),
      });
    await booking.report(seen(48, 20), seen(47, 10));
    const positions = async (query = '') =>
      (await booking.call('GET', `/positions${query}`, { as: 'nobody' })).body['positions'] as { lat: number }[];
    await waitUntil('the latest position', async () => (await positions())[0]?.lat === 48);
    expect(await positions('?bbox=0,0,10,10')).toEqual([]);
    expect(await positions('?bbox=10,40,30,50')).toHaveLength(1);
    expect((await booking.call('GET', '/positions?bbox=here', { as: 'nobody' })).status).toBe(400);

    const diverted = event('DIVERSION', { flight_id: 'FL003', diverted_to: 'VIE', reason: 'MECHANICAL' }, 30);
    expect((await apply(diverted)).effect).toBe('changed');
    await shows('FL003', { status: 'DIVERTED', diverted_to: 'VIE' });
    expect((await publishedFor(diverted))[0]).toMatchObject({ type: 'flight.diverted', data: { diverted_to: 'VIE' } });
  });

  test('an early departure and an aircraft swap', async () => {
    expect((await apply(event('EARLY_DEPARTURE', { flight_id: 'FL008', minutes_early: 15 }))).effect).toBe('changed');
    await shows('FL008', { delay_minutes: -15, status: 'SCHEDULED' });
    const { scheduled_departure, estimated_departure } = (await flight('FL008')) as Record<string, string>;
    expect(
      Temporal.Instant.from(estimated_departure ?? '')
        .add({ minutes: 15 })
        .toString(),
    ).toBe(scheduled_departure);
    await apply(event('AIRCRAFT_SWAP', { flight_id: 'FL008', new_aircraft_type: 'B738' }, 5));
    await shows('FL008', { aircraft_type: 'B738' });
  });

  test('about a flight that nobody knows are dead letters, and hold up nobody else', async () => {
    const unknown = delay('ZZ999', 20, 0);
    await booking.report(unknown);
    expect((await apply(delay('FL009', 20, 0))).effect).toBe('changed');
    const dead = await waitUntil('the dead letter', async () => {
      const letters = await listDeadLetters(booking.database.cluster.writer, { limit: 10 });
      return letters.find(({ eventId }) => eventId === unknown.event_id);
    });
    expect(dead).toMatchObject({ group: 'booking/flights', reason: 'Flight not found' });
  });
});
