import type { InstanceView, TrafficView } from '@airside/contracts';
import { describe, expect, test } from 'vitest';
import { flowSeconds, formatBytes, formatMs, formatRate, percentile, sampleOf, stateOf } from './rules.ts';

const instance = (changes: Partial<InstanceView> = {}): InstanceView => ({
  instance: 'booking_service_1',
  service: 'booking_service',
  url: 'http://127.0.0.1:1',
  version: '1',
  isHealthy: true,
  isEjected: false,
  inFlight: 0,
  queued: 0,
  answered: 0,
  failed: 0,
  breaker: { state: 'closed', isForced: false },
  ...changes,
});
const traffic = (requests: number, errors: number, counts: [number, number, number]): TrafficView => ({
  requests,
  errors,
  latency: [
    { upToMs: 10, count: counts[0] },
    { upToMs: 100, count: counts[1] },
    { upToMs: null, count: counts[2] },
  ],
  webSockets: 0,
});

describe('what happened between two looks', () => {
  const before = {
    atMs: 1000,
    view: { traffic: traffic(100, 1, [90, 10, 0]), instances: [instance({ answered: 10 })] },
  };

  test('is told by the second, in all and by instance', () => {
    const instances = [instance({ answered: 25, failed: 5 }), instance({ instance: 'new', answered: 7 })];
    const sample = sampleOf(before, { atMs: 3000, view: { traffic: traffic(140, 3, [110, 30, 0]), instances } });
    expect(sample).toMatchObject({ perSecond: 20, errorsPerSecond: 1, p50Ms: 10 });
    expect([...(sample?.byInstance ?? [])]).toEqual([
      ['booking_service_1', 10],
      ['new', 0],
    ]);
  });

  test('cannot be told where the gateway has counted anew', () => {
    const after = { atMs: 3000, view: { traffic: traffic(3, 0, [3, 0, 0]), instances: [] } };
    expect(sampleOf(before, after)).toBeUndefined();
    expect(sampleOf(before, { ...before })).toBeUndefined();
  });
});

test('a percentile lies between the bounds of its bucket, and is none where nothing was counted', () => {
  expect(percentile(traffic(0, 0, [0, 0, 0]).latency, 0.5)).toBeUndefined();
  expect(percentile(traffic(4, 0, [0, 4, 0]).latency, 0.5)).toBe(55);
  expect(percentile(traffic(4, 0, [1, 0, 3]).latency, 0.99)).toBe(100);
});

test('an instance is as bad as the worst that is known of it', () => {
  expect(stateOf(instance())).toBe('serving');
  expect(stateOf(instance({ isHealthy: false, isEjected: true }))).toBe('unhealthy');
  expect(stateOf(instance({ breaker: { state: 'open', isForced: true } }))).toBe('forcedOpen');
  expect(stateOf(instance({ isHealthy: false, breaker: { state: 'open', isForced: false } }))).toBe('open');
});

test('nothing moves along a line over which nothing goes', () => {
  expect(flowSeconds(0)).toBeUndefined();
  expect(flowSeconds(100) ?? 9).toBeLessThan(flowSeconds(1) ?? 0);
});

test('figures have the digits that matter', () => {
  expect([0, 0.42, 12.4].map(formatRate)).toEqual(['0', '0.4', '12']);
  expect([undefined, 0.8, 12.4, 1240].map(formatMs)).toEqual(['–', '0.8 ms', '12 ms', '1.2 s']);
  expect([0, 999, 1200, 48_000_000].map(formatBytes)).toEqual(['0 B', '999 B', '1.2 kB', '48 MB']);
});
