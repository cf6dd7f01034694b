import { expect, test } from 'vitest';
import type { SendingRow } from './claim-queries.ts';
import { endingsOf, type Result } from './endings.ts';
import type { ClaimedRow } from './ledger.ts';
import { mostAttempts } from './queue.ts';

const now = Temporal.Instant.from('2030-12-01T10:00:00Z');
const sending: SendingRow = {
  id: 1,
  key: 'k1',
  claim: 'c',
  carriedBy: null,
  account: 'smtp',
  channel: 'email',
  address: 'a@example.org',
  attempts: 3,
  eventId: 'e1',
  eventTime: now,
  flightId: 'SW1',
  accountId: null,
  departureId: 1,
  language: 'en',
  subject: 's',
  body: 'b',
  sms: 'm',
  pushTitle: 't',
  pushText: 'x',
  isUrgent: false,
};
const single: ClaimedRow = { ...sending, stateBefore: 'QUEUED', carried: [] };
const digest: ClaimedRow = {
  ...single,
  carried: [
    { ...sending, id: 2, eventId: 'e2', carriedBy: 1, attempts: 7 },
    { ...sending, id: 3, eventId: 'e3', carriedBy: 1, attempts: mostAttempts },
  ],
};
const words = (result: Result, row: ClaimedRow) =>
  endingsOf(result, row, now).map(({ id, state, reason_code: code, reason }) => `${id} ${state} ${code}: ${reason}`);

test('a message that was handed over is one delivery SENT; what it told besides is MERGED and names it', () => {
  const accepted: Result = { kind: 'accepted', account: 'smtp', providerId: 'p' };
  expect(words(accepted, single)).toEqual(['1 SENT delivered: smtp has it']);
  expect(words(accepted, digest)).toEqual([
    '1 SENT delivered: smtp has it, with 2 more',
    '2 MERGED digest: told in one e-mail with event e1',
    '3 MERGED digest: told in one e-mail with event e1',
  ]);
  expect(words(accepted, { ...digest, channel: 'push' })[1]).toContain('told in one push message with event e1');
});

test('a message that nobody took is tried again by each of its deliveries at the pace of the slowest', () => {
  const later: Result = { kind: 'later', reason: 'busy' };
  expect(words(later, digest)).toEqual([
    '1 QUEUED retrying: busy',
    '2 QUEUED retrying: busy',
    `3 FAILED exhausted: given up after ${mostAttempts} attempts: busy`,
  ]);
  expect(endingsOf(later, digest, now)[0]?.pace).toBe(mostAttempts);
  expect(endingsOf(later, single, now)[0]?.pace).toBe(3);
});

test('a refusal fails a message of its own; one of several falls apart, and each goes by itself at once', () => {
  const refused: Result = { kind: 'refused', reason: 'smtp refused it: too long', isAddressDead: false };
  expect(words(refused, single)).toEqual(['1 FAILED refused: smtp refused it: too long']);
  expect(
    new Set(endingsOf(refused, digest, now).map((each) => `${each.state} ${each.reason_code} ${each.pace}`)),
  ).toEqual(new Set(['QUEUED split 0']));
});

test('what somebody may have stays together: all is asked for, or all is given up', () => {
  const codes = (result: Result) =>
    new Set(endingsOf(result, digest, now).map((each) => `${each.state} ${each.reason_code}`));
  expect(codes({ kind: 'unsure', reason: 'no answer' })).toEqual(new Set(['SENDING asking']));
  expect(codes({ kind: 'lost', reason: 'no answer' })).toEqual(new Set(['FAILED unknown_outcome']));
});

test('what became obsolete before it was sent is superseded, and the rest goes at once', () => {
  const result: Result = { kind: 'obsolete', newerEventIds: new Map([[1, 'e9']]) };
  expect(words(result, digest)).toEqual([
    '1 MERGED superseded: superseded by event e9',
    '2 QUEUED retrying: what was to be told with it is superseded',
    '3 QUEUED retrying: what was to be told with it is superseded',
  ]);
  expect(endingsOf(result, digest, now)[1]?.pace).toBe(0);
});
