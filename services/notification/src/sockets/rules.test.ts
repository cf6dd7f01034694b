import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterSequenceOf, flightCodeOf, isOriginAllowed, parseFrame, takeToken, updateOf } from './rules.ts';

describe('a frame', () => {
  test('is read; a broken one is refused with its id where it has one', () => {
    expect(parseFrame('{"event":"subscribe","data":{"flight_code":"FL001"},"id":"a"}')).toEqual({
      frame: { event: 'subscribe', data: { flight_code: 'FL001' }, id: 'a' },
    });
    expect(parseFrame('{"broken')).toEqual({ fault: expect.any(String), id: undefined });
    expect(parseFrame('{"data":{},"id":7}')).toEqual({ fault: expect.any(String), id: 7 });
    for (const text of ['null', '[]', '1', '{"event":1}', '{"event":"x","data":[]}'])
      expect(parseFrame(text)).toHaveProperty('fault');
  });

  test('whatever text it is, reading it never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseFrame(text)));
    fc.assert(fc.property(fc.json(), (text) => void parseFrame(text)));
  });

  test('names a flight in any case; what cannot be a code is none', () => {
    const code = (flight_code: unknown) => flightCodeOf({ event: 'x', data: { flight_code } });
    expect(code('fl001')).toBe('FL001');
    for (const bad of [undefined, 1, '', 'F', 'FL001; drop', 'FL\u0000', {}]) expect(code(bad)).toBeUndefined();
  });

  test('carries an update that can be stored', () => {
    const update = (text: unknown) => updateOf({ event: 'x', data: { update: text } });
    expect(update('Flight is now boarding')).toBe('Flight is now boarding');
    for (const bad of ['', 'a\0b', '\ud800', 'x'.repeat(1001), 7]) expect(update(bad)).toBeUndefined();
  });

  test('resumes after a number', () => {
    const after = (after_sequence: unknown) => afterSequenceOf({ event: 'x', data: { after_sequence } });
    expect(after(0)).toBe(0);
    for (const bad of [-1, 1.5, '3', undefined, 1e12]) expect(after(bad)).toBeUndefined();
  });
});

test('browser pages of other origins are refused; programs send no origin', () => {
  const allowed = new Set(['https://app.example']);
  expect(isOriginAllowed(undefined, 'a:1', allowed)).toBe(true);
  expect(isOriginAllowed('http://a:1', 'a:1', allowed)).toBe(true);
  expect(isOriginAllowed('https://app.example', 'a:1', allowed)).toBe(true);
  for (const bad of ['null', 'http://a:2', 'https://evil.example', 'http://a:1.evil.example'])
    expect(isOriginAllowed(bad, 'a:1', allowed)).toBe(false);
});

test('frames are limited to the burst and the rate, whatever their times', () => {
  const rate = { perSecond: 10, burst: 20 };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 200 }), (waits) => {
      let now = 0;
      let bucket: ReturnType<typeof takeToken>;
      let taken = 0;
      for (const wait of waits) {
        now += wait;
        const next = takeToken(bucket, now, rate);
        if (next === undefined) continue;
        bucket = next;
        taken += 1;
      }
      expect(taken).toBeLessThanOrEqual(rate.burst + (now / 1000) * rate.perSecond + 1);
    }),
  );
});
