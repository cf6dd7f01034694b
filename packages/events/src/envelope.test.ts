import type { AirsideEvent } from '@airside/contracts';
import { expect, test } from 'vitest';
import { assertPublishable, createEvent, parseEvent } from './envelope.ts';

const time = Temporal.Instant.from('2026-12-01T07:15:00Z');
const cancelled = createEvent(
  {
    type: 'flight.cancelled',
    source: '/booking_service',
    subject: 'SW9012',
    flightversion: 7,
    causedby: 'op-1',
    data: { flight_id: 'SW9012', reason: 'WEATHER', timestamp: time.toString() },
  },
  { id: 'e-1', time },
);

test('an event is a CloudEvent 1.0 and comes back from its text as it was', () => {
  assertPublishable(cancelled);
  expect(cancelled).toMatchObject({
    specversion: '1.0',
    datacontenttype: 'application/json',
    time: '2026-12-01T07:15:00Z',
  });
  expect(parseEvent(JSON.stringify(cancelled))).toEqual({ event: cancelled });
});

test('data that does not match its schema cannot be published, and the fault names the place', () => {
  const wrong = { ...cancelled, data: { ...cancelled.data, reason: 'BOREDOM' } } as unknown as AirsideEvent;
  expect(() => assertPublishable(wrong)).toThrow('/data/reason');
  expect(() => assertPublishable({ ...cancelled, type: 'flight.lost' } as unknown as AirsideEvent)).toThrow(
    'flight.lost',
  );
});

test('an event of a type that this process does not know is still an event', () => {
  expect(parseEvent(JSON.stringify({ ...cancelled, type: 'crew.assigned', data: 5 }))).toHaveProperty('event');
  expect(parseEvent('{')).toEqual({ fault: 'not JSON' });
  expect(parseEvent('{"id":"x"}')).toHaveProperty('fault');
});
