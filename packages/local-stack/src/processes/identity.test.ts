import { expect, test } from 'vitest';
import { isSameProcess } from './identity.ts';

const recorded = { pid: 4711, startTime: 'abc/100' };

test('a recorded process that still runs is recognised', () => {
  expect(isSameProcess(recorded, 'abc/100')).toBe(true);
});

test('a stranger that was given the pid since, also after a reboot, is never taken for an orphan', () => {
  expect(isSameProcess(recorded, 'abc/101')).toBe(false);
  expect(isSameProcess(recorded, 'def/100')).toBe(false);
});

test('a process that is gone is not running', () => {
  expect(isSameProcess(recorded, undefined)).toBe(false);
});
