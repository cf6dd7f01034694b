import { expect, test } from 'vitest';
import { availabilityPercent, type Call, failedLater, isFailed, p99Ms, sentWithin } from './rules.ts';

const call = (more: Partial<Call>): Call => ({
  isSafe: true,
  status: 200,
  sentMs: 0,
  tookMs: 1,
  servedBy: undefined,
  ...more,
});

test('a refusal is an answer, a fault or silence is none', () => {
  expect([200, 201, 404, 409, 429].map((status) => isFailed(call({ status })))).toEqual(Array(5).fill(false));
  expect([0, 500, 502, 503, 504].map((status) => isFailed(call({ status })))).toEqual(Array(5).fill(true));
});

test('availability counts what was answered; of nothing there is none', () => {
  expect(availabilityPercent([])).toBe(0);
  expect(availabilityPercent([call({}), call({}), call({}), call({ status: 503 })])).toBe(75);
});

test('a window holds what was sent in it, whenever it was answered', () => {
  const calls = [call({ sentMs: 5, tookMs: 100 }), call({ sentMs: 10 }), call({ sentMs: 20 })];
  expect(sentWithin(calls, { fromMs: 5, toMs: 20 })).toEqual(calls.slice(0, 2));
});

test('what was under way when the instance died is not counted against the gateway, what was sent later is', () => {
  const underWay = call({ sentMs: 9, status: 502 });
  const later = call({ sentMs: 11, status: 502 });
  expect(failedLater([underWay, later, call({ sentMs: 12 })], 10)).toEqual([later]);
});

test('the 99th percentile leaves the slowest hundredth out', () => {
  const calls = Array.from({ length: 200 }, (_, index) => call({ tookMs: index < 199 ? 2 : 900 }));
  expect(p99Ms(calls)).toBe(2);
});
