import { describe, expect, test } from 'vitest';
import { type Candidate, pickInstance, selectInstance } from './selection.ts';

type Named = Candidate & { name: string };
const one = (name: string, given: Partial<Candidate> = {}): Named => ({
  name,
  inFlight: 0,
  isHealthy: true,
  isEjected: false,
  isAdmitting: true,
  isFull: false,
  ...given,
});
/** Every instance that some random numbers lead to. */
function selectable(all: Named[]): string[] {
  const numbers = [0, 0.2, 0.4, 0.6, 0.8, 0.99];
  const seen = new Set<string>();
  for (const first of numbers) {
    for (const second of numbers) {
      const given = [first, second];
      seen.add(selectInstance(all, () => given.shift() ?? 0)?.name ?? 'none');
    }
  }
  return [...seen].toSorted();
}

describe('the instance of a balanced call', () => {
  test('is the less busy one of two, so never the busiest of all', () => {
    expect(selectable([one('a', { inFlight: 9 }), one('b', { inFlight: 1 }), one('c')])).toEqual(['b', 'c']);
    expect(selectable([one('a', { inFlight: 9 }), one('b', { inFlight: 1 })])).toEqual(['b']);
  });

  test('is every one of equals', () => {
    expect(selectable([one('a'), one('b'), one('c')])).toEqual(['a', 'b', 'c']);
  });

  test('is healthy and not ejected while at least half of all are', () => {
    expect(selectable([one('a', { isHealthy: false }), one('b')])).toEqual(['b']);
    expect(selectable([one('a', { isEjected: true }), one('b'), one('c')])).toEqual(['b', 'c']);
  });

  test('may be any when more than half are out: a shared cause is likelier than that many broken instances', () => {
    expect(selectable([one('a', { isHealthy: false }), one('b', { isEjected: true }), one('c')])).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(selectable([one('a', { isHealthy: false })])).toEqual(['a']);
  });

  test('has a breaker that admits, if one has', () => {
    expect(selectable([one('a', { isAdmitting: false }), one('b')])).toEqual(['b']);
    expect(selectable([one('a', { isAdmitting: false }), one('b', { isAdmitting: false })])).toEqual(['a', 'b']);
    expect(selectable([one('a', { isAdmitting: false })])).toEqual(['a']);
  });

  test('has room, if one has', () => {
    expect(selectable([one('a', { isFull: true }), one('b', { inFlight: 50 })])).toEqual(['b']);
    expect(selectable([one('a', { isFull: true }), one('b', { isFull: true })])).toEqual(['a', 'b']);
  });

  test('is nobody where there is nobody', () => {
    expect(selectInstance([], () => 0)).toBeUndefined();
  });
});

describe('the instance of a picked call', () => {
  const all = ['user_service_10', 'user_service_2', 'user_service_1'].map((name) => one(name));

  test('is the first by name, as people count', () => {
    expect(pickInstance(all, undefined)?.name).toBe('user_service_1');
    expect(pickInstance(all.slice(0, 2), undefined)?.name).toBe('user_service_2');
  });

  test('is the named one, and nobody else', () => {
    expect(pickInstance(all, 'user_service_10')?.name).toBe('user_service_10');
    expect(pickInstance(all, 'user_service_3')).toBeUndefined();
  });
});
