import { OperationEvent, type NoticeState } from '@airside/contracts';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { judge, type Seen } from './rules.ts';
import { type Expectation, scenarioNumbers, stepsOf } from './scenarios.ts';

const now = Temporal.Instant.from('2026-11-21T10:00:00Z');

describe('the scenarios', () => {
  test('send valid events, each run with ids of its own', () => {
    const check = Compile(OperationEvent);
    const ids = scenarioNumbers.flatMap((number) =>
      ['a', 'b'].flatMap((run) =>
        stepsOf(number, run, now).map(({ event, expectation }) => {
          expect(check.Check(event)).toBe(true);
          expect(expectation.eventId).toBe(event.event_id);
          return event.event_id;
        }),
      ),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(stepsOf(5, 'a', now).map(({ event }) => [event.event_type, event.payload.flight_id])).toEqual([
      ['FLIGHT_DELAY', 'SW1234'],
      ['GATE_CHANGE', 'SW5678'],
      ['FLIGHT_DELAY', 'SW7890'],
    ]);
  });
});

const expected: Expectation = {
  eventId: 'e1',
  flightId: 'SW9012',
  workflow: 'cancellation',
  flight: { status: 'CANCELLED' },
  bookings: 'NEEDS_REBOOKING',
};
const notice = (passengerId: string, channel: 'email' | 'sms', state: NoticeState, eventId = 'e1') => ({
  eventId,
  passengerId,
  channel,
  state,
});
const good: Seen = {
  flight: { status: 'CANCELLED' },
  executions: [
    { eventId: 'e0', workflow: 'delay', status: 'FAILED' },
    { eventId: 'e1', workflow: 'cancellation', status: 'SUCCEEDED' },
  ],
  bookings: [
    { passengerId: 'P001', status: 'NEEDS_REBOOKING' },
    { passengerId: 'P002', status: 'NEEDS_REBOOKING' },
  ],
  notices: [notice('P001', 'email', 'SENT'), notice('P001', 'sms', 'SKIPPED'), notice('P002', 'email', 'HELD')],
};
const unmet = (seen: Partial<Seen>) =>
  judge(expected, { ...good, ...seen })
    .filter(({ isMet }) => !isMet)
    .map(({ what, seen: found }) => `${what}: ${found}`);

describe('what must be seen', () => {
  test('is met by what was done for this event; other events do not count', () => {
    expect(unmet({})).toEqual([]);
  });

  test.each([
    ['a flight that was not changed', { flight: { status: 'SCHEDULED' } }, 'status: SCHEDULED'],
    ['no execution', { executions: [] }, 'executions: none'],
    [
      'two executions',
      { executions: [...good.executions, ...good.executions.slice(1)] },
      'executions: cancellation SUCCEEDED, cancellation SUCCEEDED',
    ],
    [
      'a booking left as it was',
      { bookings: [...good.bookings.slice(1), { passengerId: 'P001', status: 'CONFIRMED' }] },
      'bookings: CONFIRMED, NEEDS_REBOOKING',
    ],
    [
      'somebody who was not told',
      { notices: good.notices.slice(0, 2) },
      'notices: 1 email SENT, 1 sms SKIPPED (1 not told)',
    ],
    [
      'somebody who was skipped on every channel',
      { notices: [...good.notices.slice(0, 2), notice('P002', 'email', 'SKIPPED')] },
      'notices: 1 email SENT, 1 sms SKIPPED, 1 email SKIPPED (1 not told)',
    ],
    [
      'somebody told of another event only',
      { notices: [...good.notices.slice(0, 2), notice('P002', 'email', 'SENT', 'e0')] },
      'notices: 1 email SENT, 1 sms SKIPPED (1 not told)',
    ],
    [
      'somebody told twice',
      { notices: [...good.notices, notice('P001', 'email', 'SENT')] },
      'notices: 2 email SENT, 1 sms SKIPPED, 1 email HELD (1 told twice)',
    ],
    [
      'a notice that failed',
      { notices: [...good.notices, notice('P002', 'sms', 'FAILED')] },
      'notices: 1 email SENT, 1 sms SKIPPED, 1 email HELD, 1 sms FAILED (1 not sent)',
    ],
  ] satisfies [string, Partial<Seen>, string][])('is not met by %s', (_name, seen, found) => {
    expect(unmet(seen)).toEqual([found]);
  });

  test('is met by urgent news only where some of it went out by SMS', () => {
    const urgent = { ...expected, sentBy: 'sms' } as const;
    const isMet = (seen: Seen) => judge(urgent, seen).every((finding) => finding.isMet);
    expect(isMet(good)).toBe(false);
    expect(isMet({ ...good, notices: [...good.notices, notice('P002', 'sms', 'SENT')] })).toBe(true);
  });

  test('is not met by a flight without travellers, which tells nothing', () => {
    expect(unmet({ bookings: [], notices: [] })).toHaveLength(2);
  });
});
