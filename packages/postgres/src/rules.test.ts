import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasReached, lsnToBigInt } from './lsn.ts';
import { lagOf, withSample } from './lag.ts';
import { choosePrimary, isWritable, type NodeView, readableStandbys } from './rules.ts';

const down: NodeView = { state: 'unreachable', error: 'x' };
const primary = (timeline: number, more = {}): NodeView => ({
  state: 'primary',
  lsn: '0/10',
  timeline,
  isReadOnly: false,
  canCommit: true,
  ...more,
});
const standby = (lsn: string, lagMs = 0): NodeView => ({ state: 'standby', lsn, timeline: 1, lagMs });

describe('who takes writes', () => {
  test('the primary; nobody where there is none', () => {
    expect(choosePrimary([standby('0/1'), primary(1), down])).toBe(1);
    expect(choosePrimary([standby('0/1'), down])).toBeUndefined();
  });

  test('of two that claim to be primary, the one on the higher timeline: the other was replaced', () => {
    expect(choosePrimary([primary(1), primary(3), primary(2)])).toBe(1);
  });

  test('never one below a timeline that was seen before, though the new primary is out of sight', () => {
    expect(choosePrimary([primary(1), down], 2)).toBeUndefined();
    expect(choosePrimary([primary(2), down], 2)).toBe(0);
  });

  test('not one that gives its place away, nor one that no standby confirms commits of', () => {
    expect(isWritable(primary(1))).toBe(true);
    expect(isWritable(primary(1, { isReadOnly: true }))).toBe(false);
    expect(isWritable(primary(1, { canCommit: false }))).toBe(false);
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

describe('how far a standby is behind', () => {
  const samples = [
    { atMs: 1000, lsn: '0/10' },
    { atMs: 1500, lsn: '0/20' },
    { atMs: 2500, lsn: '0/30' },
  ];

  test('is the age of what it has, by positions of the primary alone', () => {
    expect(lagOf(samples, '0/30')).toBe(0);
    expect(lagOf(samples, '0/2F')).toBe(1000);
    expect(lagOf(samples, '0/10')).toBe(1500);
    expect(lagOf(samples, '0/1')).toBe(Number.POSITIVE_INFINITY);
    expect(lagOf([], '0/1')).toBe(0);
  });

  test('begins anew with a timeline', () => {
    expect(withSample(samples, { atMs: 3000, lsn: '0/28' }, true)).toEqual([{ atMs: 3000, lsn: '0/28' }]);
    expect(withSample(samples, { atMs: 3000, lsn: '0/40' }, false)).toHaveLength(4);
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
