import { expect, test } from 'vitest';
import { overlapMinutes, parseRange, planExtraction } from './rules.ts';
import { sources } from './sources.ts';

const booking = sources.find(({ name }) => name === 'booking') ?? expect.unreachable('no bookings are read');
const watermark = { updatedAt: Temporal.Instant.from('2026-03-01T02:00:00Z'), id: '7' };
const january = { from: Temporal.PlainDate.from('2026-01-01'), to: Temporal.PlainDate.from('2026-01-31') };

test('reading begins before the watermark, so that a row that was committed late is not missed', () => {
  const { sql, values } = planExtraction(booking, { kind: 'incremental' }, watermark);
  expect(sql.endsWith('where b.updated_at >= $1')).toBe(true);
  expect(values).toEqual([watermark.updatedAt.subtract({ minutes: overlapMinutes }).toString()]);
});

test('a first run and a full one read everything', () => {
  expect(planExtraction(booking, { kind: 'incremental' }, undefined)).toEqual({ sql: booking.select, values: [] });
  expect(planExtraction(booking, { kind: 'full' }, watermark)).toEqual({ sql: booking.select, values: [] });
});

test('a backfill reads its days, both included, and what is new as well', () => {
  const { sql, values } = planExtraction(booking, { kind: 'backfill', range: january }, watermark);
  expect(sql).toContain('or b.updated_at >= $3');
  expect(values).toEqual(['2026-01-01', '2026-01-31', '2026-03-01T01:45:00Z']);
});

test('a range is two dates', () => {
  expect(parseRange('2026-01-01..2026-01-31')).toEqual(january);
  expect(parseRange('2026-01-01..2026-01-01').to.toString()).toBe('2026-01-01');
});

test.each(['', '2026-01-01', '2026-01-01..', '2026-02-30..2026-03-01', '2026-02-01..2026-01-01', 'a..b', '1..2..3'])(
  'the range %j is refused',
  (text) => {
    expect(() => parseRange(text)).toThrow(RangeError);
  },
);
