import type { Directory, Instance } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { adoptDirectory } from './rules.ts';

const instance = (n: number): Instance => ({
  instance: `user_service_${n}`,
  service: 'user_service',
  url: `http://127.0.0.1:500${n}`,
  version: '1',
  state: 'up',
});
const directory = (settled: boolean, ...numbers: number[]): Directory => ({
  revision: String(numbers),
  settled,
  services: { user_service: numbers.map(instance) },
});
const names = (given: Directory) => given.services['user_service']?.map(({ instance: name }) => name);

describe('a directory that changes', () => {
  test('is taken as it is from a registry that knows who is missing', () => {
    expect(names(adoptDirectory(directory(true, 1, 2), directory(true, 2)))).toEqual(['user_service_2']);
  });

  test('loses nobody to a registry that has just restarted', () => {
    expect(names(adoptDirectory(directory(true, 1, 2), directory(false, 2, 3)))).toEqual([
      'user_service_2',
      'user_service_3',
      'user_service_1',
    ]);
    expect(names(adoptDirectory(directory(true, 1), { revision: 'r', settled: false, services: {} }))).toEqual([
      'user_service_1',
    ]);
  });
});
