import { expect, test } from 'vitest';
import { type Entry, type FinalTables, isFaultless, judge } from './rules.ts';

const entry = (wish: string, more: Partial<Entry> = {}): Entry => ({
  kind: 'book',
  userId: 1,
  wish,
  outcome: 'ok',
  sentMs: 0,
  answeredMs: 1,
  tries: 1,
  failures: [],
  ...more,
});
const row = (id: number, more = {}) => ({ id, userId: 1, isCancelled: false, ...more });
const tables = (more: Partial<FinalTables>): FinalTables => ({ bookings: [], keys: [], seatsSoldTwice: 0, ...more });

test('what was acknowledged and is there once is no fault, nor is what nobody was told', () => {
  const entries = [
    entry('a', { bookingId: 1 }),
    entry('b', { outcome: 'unknown' }),
    entry('c', { outcome: 'unknown' }),
  ];
  const verdict = judge(entries, tables({ bookings: [row(1), row(2)] }));
  expect(verdict).toMatchObject({ acknowledged: 1, lost: 0, doubled: 0, unknown: 2 });
  expect(isFaultless(verdict)).toBe(true);
});

test('an acknowledged booking that is not there is lost', () => {
  expect(judge([entry('a', { bookingId: 7 })], tables({}))).toMatchObject({ lost: 1 });
});

test('an acknowledged cancellation whose booking lives is lost', () => {
  const entries = [entry('a', { bookingId: 7 }), entry('b', { kind: 'cancel', bookingId: 7 })];
  expect(judge(entries, tables({ bookings: [row(7)] }))).toMatchObject({ lost: 1, doubled: 0 });
  expect(judge(entries, tables({ bookings: [row(7, { isCancelled: true })] }))).toMatchObject({ lost: 0 });
});

test('a wish that came to two bookings is doubled, also where its outcome is unknown', () => {
  expect(judge([entry('a', { bookingId: 1 })], tables({ bookings: [row(1), row(2)] }))).toMatchObject({ doubled: 1 });
  const unknown = entry('a', { outcome: 'unknown' });
  expect(judge([unknown], tables({ bookings: [row(1), row(2)] }))).toMatchObject({ doubled: 1 });
  // One of them is the wish's own by its key: that takes nothing from the other.
  const keys = [{ userId: 1, wish: 'a', bookingId: 1 }];
  expect(judge([unknown], tables({ bookings: [row(1), row(2)], keys }))).toMatchObject({ doubled: 1 });
});

test('two wishes that were told the same booking are a fault', () => {
  const entries = [entry('a', { bookingId: 1 }), entry('b', { bookingId: 1 })];
  expect(judge(entries, tables({ bookings: [row(1)] }))).toMatchObject({ doubled: 1 });
});

test('another user’s booking accounts for nothing', () => {
  const entries = [entry('a', { outcome: 'unknown', userId: 2 })];
  expect(judge(entries, tables({ bookings: [row(1)] }))).toMatchObject({ doubled: 1 });
});

test('what was refused and is there all the same is a fault', () => {
  const keys = [{ userId: 1, wish: 'a', bookingId: 1 }];
  const verdict = judge([entry('a', { outcome: 'refused' })], tables({ bookings: [row(1)], keys }));
  expect(verdict).toMatchObject({ refusedButDone: 1, doubled: 1 });
});
