import { expect, test } from 'vitest';
import { createTraffic } from './traffic.ts';

test('every request is in one bucket, and those that failed are counted besides', () => {
  const traffic = createTraffic([0.01, 0.1]);
  for (const [status, seconds] of [
    [200, 0.005],
    [404, 0.01],
    [200, 0.05],
    [503, 3],
  ] as const) {
    traffic.count(status, seconds);
  }
  expect(traffic.read()).toEqual({
    requests: 4,
    errors: 1,
    latency: [
      { upToMs: 10, count: 2 },
      { upToMs: 100, count: 1 },
      { upToMs: null, count: 1 },
    ],
  });
});
