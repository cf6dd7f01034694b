import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expireLeases, type LeaseRecord, leaseTtlMs, listServices, mergeStored, renewLease } from './leases.ts';

const record = (instance: string, state: LeaseRecord['state'] = 'up'): LeaseRecord => ({
  instance,
  service: 'user_service',
  url: 'http://127.0.0.1:5001',
  incarnation: 'a',
  version: '1',
  state,
});

describe('leases', () => {
  test('a lease lives for its time-to-live after the last heartbeat, and no longer', () => {
    const leases = renewLease(new Map(), record('user_service_1'), 1000);
    expect(expireLeases(leases, 1000 + leaseTtlMs - 1).size).toBe(1);
    expect(expireLeases(leases, 1000 + leaseTtlMs).size).toBe(0);
  });

  test('an instance that left is not listed, though its record stays for others to see', () => {
    const leases = renewLease(new Map(), record('user_service_1', 'left'), 0);
    expect(listServices(leases)).toEqual({});
    expect(leases.size).toBe(1);
  });

  test('a Redis that lost its memory empties nothing', () => {
    const leases = renewLease(new Map(), record('user_service_1'), 0);
    expect(mergeStored(leases, [], 100)).toEqual(leases);
  });

  test('the newer of memory and Redis wins, so that a farewell reaches every discovery process', () => {
    const leases = renewLease(new Map(), record('user_service_1'), 0);
    const merged = mergeStored(leases, [{ record: record('user_service_1', 'left'), ageMs: 10 }], 100);
    expect(listServices(merged)).toEqual({});
    const stale = mergeStored(
      renewLease(new Map(), record('user_service_1'), 95),
      [{ record: record('user_service_1', 'left'), ageMs: 10 }],
      100,
    );
    expect(listServices(stale)['user_service']).toHaveLength(1);
  });

  test('instances are listed in the order people count', () => {
    let leases: ReturnType<typeof renewLease> = new Map();
    for (const n of [10, 2, 1]) leases = renewLease(leases, record(`user_service_${n}`), 0);
    expect(listServices(leases)['user_service']?.map(({ instance }) => instance)).toEqual([
      'user_service_1',
      'user_service_2',
      'user_service_10',
    ]);
  });

  test('whatever heartbeats came, an instance is listed exactly when its last one was not too long ago', () => {
    const beats = fc.array(fc.record({ at: fc.integer({ min: 0, max: 60_000 }), n: fc.integer({ min: 1, max: 4 }) }), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(beats, fc.integer({ min: 60_000, max: 70_000 }), (unordered, now) => {
        const ordered = [...unordered].sort((a, b) => a.at - b.at);
        let leases: ReturnType<typeof renewLease> = new Map();
        for (const { at, n } of ordered) leases = expireLeases(renewLease(leases, record(`user_service_${n}`), at), at);
        const listed = (listServices(expireLeases(leases, now))['user_service'] ?? []).map(({ instance }) => instance);
        const expected = [1, 2, 3, 4]
          .filter((n) => ordered.some((beat) => beat.n === n && now - beat.at < leaseTtlMs))
          .map((n) => `user_service_${n}`);
        expect(listed).toEqual(expected);
      }),
    );
  });
});
