import type { AirsideEvent } from '@airside/contracts';
import { expect, test } from 'vitest';
import { combineUpdates } from './rules.ts';

const changed = (departure_id: number, seats: object[], more: object = {}) =>
  ({ type: 'seats.changed', data: { flight_id: 'FL001', departure_id, seats, ...more } }) as unknown as AirsideEvent;
const seat = (name: string, state: string) => ({ name, state });

test('of several changes of a seat the last is told, each departure by itself', () => {
  const events = [
    changed(1, [seat('1A', 'held'), seat('1B', 'held')]),
    changed(2, [seat('1A', 'taken')]),
    changed(1, [seat('1A', 'taken')]),
  ];
  expect(combineUpdates(events)).toEqual([
    { flight_code: 'FL001', departure_id: 1, seats: [seat('1A', 'taken'), seat('1B', 'held')] },
    { flight_code: 'FL001', departure_id: 2, seats: [seat('1A', 'taken')] },
  ]);
});

test('another aircraft is told as a map to be loaded anew', () => {
  const events = [
    changed(1, [seat('30F', 'taken')]),
    changed(1, [], { aircraft_type: 'E190' }),
    changed(1, [seat('2A', 'held')]),
  ];
  expect(combineUpdates(events)).toEqual([
    { flight_code: 'FL001', departure_id: 1, seats: [seat('2A', 'held')], reload: true },
  ]);
});

test('what changes no seat of the map is not told, nor what is no change of seats', () => {
  expect(combineUpdates([changed(1, []), { type: 'booking.created', data: {} } as AirsideEvent])).toEqual([]);
});
