import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Pattern, validatePattern } from './pattern.ts';
import { matches } from './rules.ts';

const event = {
  type: 'flight.delay.major',
  subject: 'SW1234',
  data: { delay_minutes: 45, reason: 'WEATHER', reason_detail: null, tags: ['a'], flight_details: { origin: 'DAL' } },
};

describe('a pattern', () => {
  test.each<[string, Pattern, boolean]>([
    ['one of', { type: ['flight.cancelled', 'flight.delay.major'] }, true],
    ['none of', { type: ['flight.cancelled'] }, false],
    ['prefix', { type: [{ prefix: 'flight.delay.' }] }, true],
    ['wildcard', { subject: [{ wildcard: 'SW*4' }] }, true],
    ['dotted path', { 'data.flight_details.origin': ['DAL'] }, true],
    ['numeric range, both ends', { 'data.delay_minutes': [{ numeric: ['>=', 30, '<=', 45] }] }, true],
    ['numeric range, outside', { 'data.delay_minutes': [{ numeric: ['>', 45] }] }, false],
    ['null that is there', { 'data.reason_detail': [null] }, true],
    ['null that is not there', { 'data.other': [null] }, false],
    ['a number is not its text', { 'data.delay_minutes': ['45'] }, false],
    ['every field must match', { type: [{ prefix: 'flight.' }], subject: ['FL001'] }, false],
    ['a list is not its element', { 'data.tags': ['a'] }, false],
    ['inherited members are no fields', { 'data.constructor.name': ['Object'] }, false],
  ])('%s', (_name, pattern, expected) => {
    expect(validatePattern(pattern)).toEqual([]);
    expect(matches(pattern, event)).toBe(expected);
  });

  test('a wildcard accepts exactly what the regular expression of the same meaning accepts', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (wildcard, value) => {
        const parts = wildcard.split('*').map((part) => part.replaceAll('.', '\\.'));
        const expected = new RegExp(`^${parts.join('.*')}$`, 's').test(value);
        expect(matches({ x: [{ wildcard }] }, { x: value })).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  test('a prefix accepts what the wildcard with a star behind it accepts', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (prefix, rest) => {
        fc.pre(!prefix.includes('*'));
        expect(matches({ x: [{ prefix }] }, { x: prefix + rest })).toBe(true);
        expect(matches({ x: [{ wildcard: `${prefix}*` }] }, { x: rest })).toBe(rest.startsWith(prefix));
      }),
    );
  });

  test('a range accepts what both of its bounds accept', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, number, (low, high, value) => {
        expect(matches({ x: [{ numeric: ['>=', low, '<', high] }] }, { x: value })).toBe(value >= low && value < high);
      }),
    );
  });

  test('alternatives are or, fields are and', () => {
    const value = fc.constantFrom('a', 'b', 1, true, null);
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1 }),
        fc.array(value, { minLength: 1 }),
        value,
        value,
        (xs, ys, x, y) => {
          expect(matches({ x: xs, y: ys }, { x, y })).toBe(xs.includes(x) && ys.includes(y));
        },
      ),
    );
  });

  test('whatever passes validation can be matched against anything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (pattern, value) => {
        if (validatePattern(pattern).length === 0) expect(matches(pattern as Pattern, value)).toBeTypeOf('boolean');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('validation', () => {
  test.each<[unknown, string]>([
    [[], 'pattern'],
    [{}, 'pattern'],
    [{ type: 'flight.cancelled' }, 'type'],
    [{ type: [] }, 'type'],
    [{ 'data..x': ['a'] }, 'data..x'],
    [{ type: ['a', { suffix: 'b' }] }, 'type[1]'],
    [{ type: [{ prefix: 'a', wildcard: 'b' }] }, 'type[0]'],
    [{ type: [{ prefix: 5 }] }, 'type[0]'],
    [{ 'data.n': [{ numeric: ['>='] }] }, 'data.n[0]'],
    [{ 'data.n': [{ numeric: ['=>', 5] }] }, 'data.n[0]'],
    [{ 'data.n': [{ numeric: ['>', '5'] }] }, 'data.n[0]'],
    [{ 'data.n': [['a']] }, 'data.n[0]'],
  ])('%j names the field %s', (pattern, field) => {
    expect(validatePattern(pattern).map((fault) => fault.field)).toEqual([field]);
  });

  test('every fault is told at once', () => {
    expect(validatePattern({ a: [], b: [{ x: 1 }] })).toHaveLength(2);
  });
});
