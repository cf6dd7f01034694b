import { expect, test } from 'vitest';
import { createDigestWriter } from '../messages/digest.ts';
import type { SendingRow } from './claim-queries.ts';
import { messageOf } from './message.ts';

const rowOf = (id: number, change: Partial<SendingRow> = {}): SendingRow => ({
  id,
  key: `key-${id}`,
  claim: 'c',
  carriedBy: id === 1 ? null : 1,
  account: null,
  channel: 'email',
  address: 'a@example.org',
  attempts: 2,
  eventId: `e${id}`,
  eventTime: Temporal.Instant.from(`2030-12-01T10:0${id}:00Z`),
  flightId: `SW${id}`,
  accountId: 7,
  departureId: 10 + id,
  language: 'en',
  subject: `subject ${id}`,
  body: `body ${id}`,
  sms: `sms ${id}`,
  pushTitle: `title ${id}`,
  pushText: `text ${id}`,
  isUrgent: false,
  ...change,
});
const deps = { writeDigest: createDigestWriter(), unsubscribeUrl: (key: string) => `https://x.example/${key}` };
const write = (...[row, ...carried]: [SendingRow, ...SendingRow[]]) =>
  messageOf({ ...row, stateBefore: 'QUEUED', carried }, deps);

test('one notice is told in its own words', () => {
  expect(write(rowOf(1))).toEqual({
    deliveryId: 'key-1',
    thread: 'flight/11',
    subject: 'subject 1',
    body: 'body 1',
    sms: 'sms 1',
    push: { title: 'title 1', text: 'text 1' },
    unsubscribeUrl: 'https://x.example/key-1',
    language: 'en',
    isUrgent: false,
  });
});

test('several are told in the order of their events, under the key of the one that carries them', () => {
  const { body, deliveryId } = write(
    rowOf(1, { eventTime: Temporal.Instant.from('2030-12-01T11:00:00Z') }),
    rowOf(3),
    rowOf(2),
  );
  expect(deliveryId).toBe('key-1');
  expect(body.match(/body \d/g)).toEqual(['body 2', 'body 3', 'body 1']);
});

test('an e-mail of several departures goes on in the thread of what leads it, one of a single departure in its own', () => {
  expect(write(rowOf(1), rowOf(2), rowOf(3)).thread).toBe('flight/13');
  expect(write(rowOf(1), rowOf(2, { isUrgent: true }), rowOf(3)).thread).toBe('flight/12');
  expect(write(rowOf(1), rowOf(2, { departureId: 11 })).thread).toBe('flight/11');
});

test('a push message of several departures is wiped by none of theirs, and by itself when it comes twice', () => {
  const one = rowOf(1, { channel: 'push' });
  const two = rowOf(2, { channel: 'push' });
  expect(write(one, two).thread).toBe('flights/11+12');
  expect(write(two, one).thread).toBe('flights/11+12');
  expect(write(one, { ...two, departureId: 11 }).thread).toBe('flight/11');
});
