import { describe, expect, test } from 'vitest';
import { afterFailure, afterSuccess, type EjectionRecord, ejectionRules, isEjected, unblemished } from './ejection.ts';

const three = { size: 3, ejected: 0 };
const fail = (record: EjectionRecord, times: number, now = 0, service = three) =>
  Array.from({ length: times }).reduce<EjectionRecord>((last) => afterFailure(last, now, service), record);

describe('an instance', () => {
  test('is ejected after failures in a row, for a while', () => {
    const { threshold, baseMs } = ejectionRules;
    expect(isEjected(fail(unblemished, threshold - 1), 0)).toBe(false);
    const ejected = fail(unblemished, threshold);
    expect(isEjected(ejected, baseMs - 1)).toBe(true);
    expect(isEjected(ejected, baseMs)).toBe(false);
  });

  test('begins to count anew after a good answer', () => {
    const almost = fail(unblemished, ejectionRules.threshold - 1);
    expect(isEjected(fail(afterSuccess(almost, 0), 1), 0)).toBe(false);
  });

  test('that fails again after its return stays away longer, up to a bound', () => {
    let record = unblemished;
    let now = 0;
    const stays: number[] = [];
    for (let round = 0; round < 20; round += 1) {
      record = fail(record, ejectionRules.threshold, now);
      stays.push(record.ejectedUntil - now);
      now = record.ejectedUntil;
    }
    expect(stays.slice(0, 3)).toEqual([5000, 10_000, 15_000]);
    expect(Math.max(...stays)).toBe(ejectionRules.longestMs);
  });

  test('is not ejected above the share, and never when it is alone', () => {
    const many = ejectionRules.threshold * 2;
    expect(isEjected(fail(unblemished, many, 0, { size: 1, ejected: 0 }), 0)).toBe(false);
    expect(isEjected(fail(unblemished, many, 0, { size: 2, ejected: 0 }), 0)).toBe(true);
    expect(isEjected(fail(unblemished, many, 0, { size: 3, ejected: 1 }), 0)).toBe(false);
    expect(isEjected(fail(unblemished, many, 0, { size: 4, ejected: 1 }), 0)).toBe(true);
  });
});
