import { describe, expect, test } from 'vitest';
import {
  addDays,
  dayMark,
  formatCountdown,
  formatDay,
  formatDuration,
  formatMoney,
  isDay,
  localAt,
  secondsUntil,
  splitLocal,
} from './local-time.ts';

describe('times of airports', () => {
  test('are shown as they are written there, whatever the zone of the browser', () => {
    expect(splitLocal('2026-11-22 10:00')).toEqual({ day: '2026-11-22', clock: '10:00' });
    expect(splitLocal('2026-11-22T10:00:00+02:00[Europe/Chisinau]')).toEqual({ day: '2026-11-22', clock: '10:00' });
    expect(() => splitLocal('soon')).toThrow(RangeError);
  });

  test('follow the rules of the zone, also in the night of the change', () => {
    expect(localAt('2026-10-25T00:30:00Z', 'Europe/Chisinau')).toBe('2026-10-25 03:30');
    expect(localAt('2026-10-25T01:30:00Z', 'Europe/Chisinau')).toBe('2026-10-25 03:30');
    expect(localAt('2026-11-22T22:15:00Z', 'Asia/Tokyo')).toBe('2026-11-23 07:15');
  });

  test('carry a mark where the arrival is on another day', () => {
    expect(dayMark('2026-11-22 11:00', '2026-11-23 06:30')).toBe('+1');
    expect(dayMark('2026-11-22 11:00', '2026-11-22 12:30')).toBe('');
    expect(dayMark('2026-11-22 00:30', '2026-11-21 23:10')).toBe('−1');
  });
});

test('days go on over months and leap years', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect([isDay('2026-02-29'), isDay('2028-02-29'), isDay('tomorrow'), isDay(20)]).toEqual([false, true, false, false]);
});

test('amounts, durations and days are written in the language of the reader', () => {
  expect(formatMoney(123_450, 'EUR', 'en')).toBe('€1,234.50');
  expect(formatMoney(500, 'JPY', 'en')).toBe('JP¥500');
  expect([formatDuration(45), formatDuration(120), formatDuration(245)]).toEqual(['45 min', '2 h', '4 h 05 min']);
  expect(formatDay('2026-11-22', 'en', true)).toBe('Sun, 22 Nov 2026');
  expect(formatDay('2026-11-22', 'de')).toBe('So., 22. Nov.');
});

test('a countdown ends at zero', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  expect(formatCountdown(secondsUntil('2026-11-22T10:09:59.200Z', now))).toBe('10:00');
  expect(formatCountdown(secondsUntil('2026-11-22T09:59:00Z', now))).toBe('0:00');
});
