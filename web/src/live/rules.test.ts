import { describe, expect, test } from 'vitest';
import { contactOf, isNews, parseFrame, reconnectDelayMs, roomFrame } from './rules.ts';

const facts = { isWanted: true, isOpen: true, lastHeardMs: 1_000, sinceMs: 0, nowMs: 2_000 };

describe('the contact', () => {
  test('is live while the server is heard, and stale after ten seconds without a word, open or not', () => {
    expect(contactOf(facts)).toBe('live');
    expect(contactOf({ ...facts, nowMs: 10_999 })).toBe('live');
    expect(contactOf({ ...facts, nowMs: 11_000 })).toBe('stale');
    expect(contactOf({ ...facts, isOpen: false, nowMs: 11_000 })).toBe('stale');
  });

  test('is being made until the first word, but not for ever', () => {
    expect(contactOf({ ...facts, isOpen: false, lastHeardMs: undefined })).toBe('connecting');
    expect(contactOf({ ...facts, isOpen: false, lastHeardMs: undefined, nowMs: 10_000 })).toBe('stale');
  });

  test('is nobody’s business while nothing is followed', () => {
    expect(contactOf({ ...facts, isWanted: false })).toBe('idle');
  });
});

test('tries to connect come ever later, up to a bound, and never all at once', () => {
  expect([0, 1, 2].map((attempt) => reconnectDelayMs(attempt, 0))).toEqual([200, 400, 800]);
  expect(reconnectDelayMs(50, 0.999)).toBeLessThanOrEqual(8_000);
  expect(reconnectDelayMs(3, 0.2)).not.toBe(reconnectDelayMs(3, 0.8));
});

test('a room is resumed after the last update that was seen; the same update twice is no news', () => {
  expect(roomFrame('FL001', undefined)).toEqual({ event: 'connect-room', data: { flight_code: 'FL001' } });
  expect(roomFrame('FL001', 0)).toEqual({ event: 'resume', data: { flight_code: 'FL001', after_sequence: 0 } });
  expect([isNews(5, undefined), isNews(6, 5), isNews(5, 5), isNews(4, 5)]).toEqual([true, true, false, false]);
});

test('what is no frame is passed over', () => {
  for (const text of ['', '{', 'null', '[]', '{"event":1}', '{"event":"x","data":3}', new ArrayBuffer(1)])
    expect(parseFrame(text)).toBeUndefined();
  expect(parseFrame('{"event":"x","id":"1"}')).toEqual({ event: 'x', data: {}, id: '1' });
});
