import { expect, test } from 'vitest';
import { chooseTarget, decideStep, type NodeSight, type Sight } from './rules.ts';

const primaryPort = 1;
const serving: Sight = { state: 'primary', timeline: 1, position: 100n };
const following: Sight = { state: 'standby', timeline: 1, position: 100n, isStreaming: true, source: primaryPort };
const silent: Sight = { state: 'silent', reason: 'ECONNREFUSED' };

const node = (name: string, sight: Sight, more: Partial<NodeSight> = {}): NodeSight => ({
  name,
  port: name === 'a' ? primaryPort : 2,
  process: 'running',
  sight,
  misses: sight.state === 'silent' ? 1 : 0,
  unwellMs: 0,
  isBeingSeeded: false,
  ...more,
});
const b = node('b', following);
const c = node('c', following);

test('a healthy cluster is left alone', () => {
  expect(decideStep(0, [node('a', serving), b, c])).toEqual({ kind: 'none' });
});

test('a primary whose process ended is replaced at once, one that is silent after three probes', () => {
  expect(decideStep(0, [node('a', silent, { process: 'ended' }), b, c]).kind).toBe('failOver');
  expect(decideStep(0, [node('a', silent, { misses: 2 }), b, c]).kind).toBe('none');
  expect(decideStep(0, [node('a', silent, { misses: 3 }), b, c]).kind).toBe('failOver');
});

test('nobody is promoted while one standby is out of sight: it might hold the last commit', () => {
  const lost = node('a', silent, { process: 'ended' });
  expect(decideStep(0, [lost, b, node('c', silent)])).toEqual({
    kind: 'stuck',
    reason: 'its process ended; c might hold the last commits and cannot be asked',
    isRestartSafe: true,
  });
  expect(decideStep(0, [lost, b, node('c', following, { isBeingSeeded: true })]).kind).toBe('stuck');
  expect(decideStep(0, [lost]).kind).toBe('stuck');
});

test('a crashed primary may go on in its own place, but not one that still runs, nor beside a node that was promoted', () => {
  const hung = node('a', silent, { misses: 3 });
  expect(decideStep(0, [hung, b, node('c', silent)])).toMatchObject({ kind: 'stuck', isRestartSafe: false });
  const crashed = node('a', silent, { process: 'ended' });
  expect(decideStep(0, [crashed, node('b', serving), c])).toMatchObject({ kind: 'stuck', isRestartSafe: false });
});

test('a standby that crashed for good or does not stream for long is made anew, while the primary serves', () => {
  const a = node('a', serving);
  expect(decideStep(0, [a, b, node('c', silent, { process: 'ended' })])).toMatchObject({ kind: 'seed', node: 2 });
  expect(decideStep(0, [a, b, node('c', silent, { unwellMs: 5000 })])).toEqual({ kind: 'none' });
  expect(decideStep(0, [a, b, node('c', silent, { unwellMs: 31_000 })])).toMatchObject({ kind: 'seed', node: 2 });
  const beingMade = node('c', silent, { process: 'ended', isBeingSeeded: true });
  expect(decideStep(0, [a, b, beingMade])).toEqual({ kind: 'none' });
});

test('a standby that follows another node is told whom to follow', () => {
  expect(decideStep(0, [node('a', serving), b, node('c', { ...following, source: 9 })])).toEqual({
    kind: 'follow',
    node: 2,
  });
});

test('a decided primary that is still a standby is promoted; one promoted by hand is left to a person', () => {
  expect(decideStep(0, [node('a', following), b, c])).toEqual({ kind: 'promote' });
  expect(decideStep(0, [node('a', silent), node('b', serving), c]).kind).toBe('stuck');
});

test('the most advanced standby is chosen, and a later timeline counts before a later position', () => {
  expect(
    chooseTarget([
      { timeline: 1, position: 5n },
      { timeline: 1, position: 7n },
    ]),
  ).toBe(1);
  expect(
    chooseTarget([
      { timeline: 2, position: 5n },
      { timeline: 1, position: 7n },
    ]),
  ).toBe(0);
});
