import { expect, test } from 'vitest';
import { type LeaseRecord, type Leases, renewLease } from './leases.ts';
import { findLost, lostForMs } from './lost.ts';

const record = (instance: string, state: LeaseRecord['state'] = 'up', port = 5001): LeaseRecord => ({
  instance,
  service: 'user_service',
  url: `http://127.0.0.1:${port}`,
  incarnation: 'a',
  version: '1',
  state,
});
const nobody: Leases = new Map();
const before = renewLease(nobody, record('user_service_1'), 0);
const lost = findLost(new Map(), { before, after: nobody }, 6000);

test('an instance that is gone without a word is looked for, and not for ever', () => {
  expect([...lost.keys()]).toEqual(['user_service_1']);
  const later = (now: number) => findLost(lost, { before: nobody, after: nobody }, now).size;
  expect(later(6000 + lostForMs - 1)).toBe(1);
  expect(later(6000 + lostForMs)).toBe(0);
});

test('one that said farewell is not lost, also where the farewell comes late', () => {
  const left = renewLease(nobody, record('user_service_1', 'left'), 0);
  expect(findLost(new Map(), { before: left, after: nobody }, 6000).size).toBe(0);
  expect(findLost(lost, { before: nobody, after: left }, 7000).size).toBe(0);
});

test('one that is heard of again is not lost, nor one whose address another has', () => {
  const after = (one: LeaseRecord) => renewLease(nobody, one, 7000);
  expect(findLost(lost, { before: nobody, after: after(record('user_service_1', 'up', 5009)) }, 7000).size).toBe(0);
  expect(findLost(lost, { before: nobody, after: after(record('user_service_2')) }, 7000).size).toBe(0);
  expect(findLost(lost, { before: nobody, after: after(record('user_service_2', 'up', 5002)) }, 7000).size).toBe(1);
});
