import { describe, expect, test } from 'vitest';
import { applyChange, defaultPreferences, faultsOf, quietUntil } from './rules.ts';

const night = { from: '22:00', to: '07:00', timeZone: 'Europe/Chisinau' };
const until = (quietHours: typeof night, now: string) =>
  quietUntil(quietHours, Temporal.Instant.from(now))?.toZonedDateTimeISO(quietHours.timeZone).toString({
    timeZoneName: 'never',
    smallestUnit: 'minute',
  });

describe('preferences', () => {
  test.each([
    [{ ...night, timeZone: 'Mars/Olympus' }, 'quietHours.timeZone'],
    [{ ...night, timeZone: '+02:00' }, 'quietHours.timeZone'],
    [{ ...night, to: '22:00' }, 'quietHours.to'],
  ])('that cannot hold are refused, naming the field (%#)', (quietHours, field) => {
    expect(faultsOf({ quietHours }).map((fault) => fault.field)).toEqual([field]);
  });

  test('keep what a change leaves out', () => {
    const changed = applyChange(defaultPreferences, { language: 'ro', quietHours: night });
    expect(changed).toEqual({ ...defaultPreferences, language: 'ro', quietHours: night });
    expect(applyChange(changed, { quietHours: null })).toEqual({ ...defaultPreferences, language: 'ro' });
  });
});

describe('quiet hours', () => {
  test.each([
    ['2026-12-01T19:59:00Z', undefined],
    ['2026-12-01T20:00:00Z', '2026-12-02T07:00+02:00'],
    ['2026-12-02T04:59:00Z', '2026-12-02T07:00+02:00'],
    ['2026-12-02T05:00:00Z', undefined],
  ])('past midnight: at %s until %s', (now, end) => {
    expect(until(night, now)).toBe(end);
  });

  test('within a day hold until their end on that day', () => {
    const siesta = { ...night, from: '13:00', to: '15:00' };
    expect(until(siesta, '2026-12-01T12:30:00Z')).toBe('2026-12-01T15:00+02:00');
    expect(until(siesta, '2026-12-01T13:00:00Z')).toBeUndefined();
  });

  test('over the change to summer time are an hour shorter, not an hour late', () => {
    expect(until(night, '2026-03-28T21:00:00Z')).toBe('2026-03-29T07:00+03:00');
    // An end that does not exist that night is the moment when the clocks move past it.
    expect(until({ ...night, to: '02:30', timeZone: 'Europe/Berlin' }, '2026-03-28T22:00:00Z')).toBe(
      '2026-03-29T03:30+02:00',
    );
  });

  test('over the change to winter time end at the wall time that is meant, also in the hour that comes twice', () => {
    expect(until(night, '2026-10-24T20:00:00Z')).toBe('2026-10-25T07:00+02:00');
    const early = { ...night, to: '02:45', timeZone: 'Europe/Berlin' };
    expect(until(early, '2026-10-25T00:30:00Z')).toBe('2026-10-25T02:45+02:00');
    // 02:30 for the second time, when the first 02:45 is over.
    expect(until(early, '2026-10-25T01:30:00Z')).toBe('2026-10-25T02:45+01:00');
  });

  test('in a zone that is no longer known hold nothing back', () => {
    expect(until({ ...night, timeZone: 'Mars/Olympus' }, '2026-12-01T21:00:00Z')).toBeUndefined();
  });
});
