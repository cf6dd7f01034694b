import type { AirsideEvent } from '@airside/contracts';
import { expect, test } from 'vitest';
import { groupsOfEvent, marketGroup } from './groups.ts';

const find = () => undefined;
const event = (type: string, data: object) => ({ type, subject: 'FL001', data }) as unknown as AirsideEvent;

test('a booking that goes to another flight makes the searches of both markets old', () => {
  const [from, to] = [
    { origin: 'RMO', destination: 'LTN' },
    { origin: 'RMO', destination: 'BER' },
  ];
  const both = groupsOfEvent(event('booking.flight_changed', { old_flight: from, new_flight: to }), find);
  expect(both).toHaveLength(2);
  const one = groupsOfEvent(event('booking.flight_changed', { old_flight: from, new_flight: from }), find);
  expect(one).toEqual(groupsOfEvent(event('booking.created', from), find));
  expect(one).toHaveLength(1);
  expect(one[0]?.startsWith(marketGroup(''))).toBe(true);
});
