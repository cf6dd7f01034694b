import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasReached, lsnToBigInt } from './lsn.ts';
import { chooseWriter, type NodeView, readableStandbys } from './rules.ts';

const down: NodeView = { state: 'unreachable', error: 'x' };
const primary = (timeline: number): NodeView => ({ state: 'primary', lsn: '0/10', timeline });
const standby = (lsn: string, lagMs = 0): NodeView => ({ state: 'standby', lsn, timeline: 1, lagMs });

describe('who takes writes', () => {
  test('the primary; nobody where there is none', () => {
    expect(chooseWriter([standby('0/1'), primary(1), down])).toBe(1);
    expect(chooseWriter([standby('0/1'), down])).toBeUndefined();
  });

  test('of two that claim to be primary, the one on the higher timeline: the other was replaced', () => {
    expect(chooseWriter([primary(1), primary(3), primary(2)])).toBe(1);
  });
});

describe('who answers reads', () => {
  test('standbys within the lag bound', () => {
    expect(readableStandbys([primary(1), standby('0/1'), standby('0/1', 3000), down], 2000)).toEqual([1]);
  });

  test('only standbys that have replayed what the caller must see', () => {
    expect(readableStandbys([standby('0/FF'), standby('1/0')], 2000, '0/100')).toEqual([1]);
  });
});

test('positions compare as numbers, not as text', () => {
  expect(hasReached('0/100', '0/FF')).toBe(true);
  expect(hasReached('A/0', '9/FFFFFFFF')).toBe(true);
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
      const lsn = `${(value >> 32n).toString(16).toUpperCase()}/${(value & 0xffffffffn).toString(16).toUpperCase()}`;
      expect(lsnToBigInt(lsn)).toBe(value);
    }),
  );
});
