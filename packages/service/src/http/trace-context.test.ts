import { describe, expect, test } from 'vitest';
import { formatTraceparent, nextHop, parseTraceparent } from './trace-context.ts';

const header = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('W3C trace context', () => {
  test('a valid header is read and written back the same', () => {
    const context = parseTraceparent(header);
    expect(context && formatTraceparent(context)).toBe(header);
  });

  test.each([
    '',
    'x',
    header.toUpperCase(),
    header.replace('4bf92f3577b34da6a3ce929d0e0e4736', '0'.repeat(32)),
    `${header}-more`,
  ])('an invalid header begins a new trace: %s', (bad) => {
    expect(parseTraceparent(bad)).toBeUndefined();
  });

  test('the next hop keeps the trace and names its own span', () => {
    const parent = parseTraceparent(header);
    expect(nextHop(parent, () => 'aaaaaaaaaaaaaaaa')).toEqual({ ...parent, spanId: 'aaaaaaaaaaaaaaaa' });
    expect(nextHop(undefined).traceId).toMatch(/^[0-9a-f]{32}$/);
  });
});
