import { expect, test } from 'vitest';
import { nextAfter, nextDue, readSchedule } from './rules.ts';

const at = (text: string) => Temporal.Instant.from(text);
const berlin = readSchedule('02:30', 'Europe/Berlin');
const next = (moment: string) => nextAfter(berlin, at(moment)).toString();

test('the load runs at a wall time, summer and winter', () => {
  expect(next('2026-01-10T12:00:00Z')).toBe('2026-01-11T01:30:00Z');
  expect(next('2026-07-10T12:00:00Z')).toBe('2026-07-11T00:30:00Z');
});

test('it runs once on days on which the clocks change', () => {
  // 02:30 is left out on 29 March: it comes an hour later. On 25 October it comes twice: the first one counts.
  expect(next('2026-03-28T12:00:00Z')).toBe('2026-03-29T01:30:00Z');
  expect(next('2026-03-29T01:30:00Z')).toBe('2026-03-30T00:30:00Z');
  expect(next('2026-10-24T12:00:00Z')).toBe('2026-10-25T00:30:00Z');
  expect(next('2026-10-25T00:30:00Z')).toBe('2026-10-26T01:30:00Z');
});

test('a night that was missed is made up for at once', () => {
  const history = { lastSuccess: at('2026-01-08T01:30:05Z'), lastFailure: undefined };
  const due = nextDue(berlin, history, at('2026-01-10T12:00:00Z'));
  expect(due.toString()).toBe('2026-01-09T01:30:00Z');
});

test('an empty warehouse waits for its first night', () => {
  const due = nextDue(berlin, { lastSuccess: undefined, lastFailure: undefined }, at('2026-01-10T12:00:00Z'));
  expect(due.toString()).toBe('2026-01-11T01:30:00Z');
});

test('a run that failed is tried again after an hour, not before and not later', () => {
  const history = { lastSuccess: at('2026-01-09T01:30:05Z'), lastFailure: at('2026-01-10T01:31:00Z') };
  expect(nextDue(berlin, history, at('2026-01-10T01:32:00Z')).toString()).toBe('2026-01-10T02:31:00Z');
  expect(nextDue(berlin, { ...history, lastSuccess: undefined }, at('2026-01-10T01:32:00Z')).toString()).toBe(
    '2026-01-10T02:31:00Z',
  );
});

test.each([
  ['3:30', 'UTC'],
  ['24:00', 'UTC'],
  ['03:30', 'Mars/Olympus'],
])('the schedule %s %s is refused', (time, zone) => {
  expect(() => readSchedule(time, zone)).toThrow(RangeError);
});
