import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultKeySchedule, type KeyTimes, planKeys } from './rules.ts';

const start = Temporal.Instant.from('2026-01-01T00:00:00Z');
const at = (minutes: number) => start.add({ minutes });
const key = (kid: string, minutes: number): KeyTimes => ({ kid, signsFrom: at(minutes) });
const schedule = {
  rotateEvery: Temporal.Duration.from({ minutes: 100 }),
  publishAhead: Temporal.Duration.from({ minutes: 10 }),
  keepAfter: Temporal.Duration.from({ minutes: 20 }),
};

describe('signing keys', () => {
  test('the first signs at once', () => {
    expect(planKeys([], schedule, start)).toEqual({ signing: undefined, nextSignsFrom: start, expired: [] });
  });

  test('the next is made ahead, and signs only when everybody can know it', () => {
    expect(planKeys([key('a', 0)], schedule, at(89)).nextSignsFrom).toBeUndefined();
    expect(planKeys([key('a', 0)], schedule, at(90)).nextSignsFrom).toEqual(at(100));
    expect(planKeys([key('a', 0), key('b', 100)], schedule, at(99)).signing).toBe('a');
    expect(planKeys([key('a', 0), key('b', 100)], schedule, at(100)).signing).toBe('b');
  });

  test('an old one stays until no token of its can be alive', () => {
    const keys = [key('a', 0), key('b', 100)];
    expect(planKeys(keys, schedule, at(120)).expired).toEqual([]);
    expect(planKeys(keys, schedule, at(121)).expired).toEqual(['a']);
  });

  test('whatever times the check runs at, a token can always be verified while it lives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 60 }), (waits) => {
        let keys: KeyTimes[] = [];
        const removedAt = new Map<string, number>();
        const lastSignedAt = new Map<string, number>();
        let minute = 0;
        for (const wait of waits) {
          const plan = planKeys(keys, schedule, at(minute));
          if (plan.nextSignsFrom !== undefined)
            keys = [...keys, { kid: `k${keys.length}-${minute}`, signsFrom: plan.nextSignsFrom }];
          const { signing, expired } = planKeys(keys, schedule, at(minute));
          expect(signing).toBeDefined();
          for (const kid of expired) removedAt.set(kid, minute);
          keys = keys.filter(({ kid }) => !expired.includes(kid));
          // Between two checks an instance goes on by the keys it has.
          for (let n = minute; n < minute + wait; n += 1)
            lastSignedAt.set(planKeys(keys, schedule, at(n)).signing ?? '', n);
          minute += wait;
        }
        for (const [kid, removed] of removedAt) expect(removed - (lastSignedAt.get(kid) ?? 0)).toBeGreaterThan(15);
      }),
    );
  });

  test('the shipped schedule outlives access tokens and the lists that verifiers keep', () => {
    expect(defaultKeySchedule.keepAfter.total('seconds')).toBeGreaterThan(900);
    expect(defaultKeySchedule.publishAhead.total('seconds')).toBeGreaterThan(60);
  });
});
