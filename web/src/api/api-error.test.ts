import { expect, test } from 'vitest';
import { readRefusal } from './api-error.ts';

test('a refusal is read in both of the API’s shapes, and keeps the id it is found by', () => {
  const fields = [{ field: 'email', message: 'must be an address' }];
  expect(readRefusal(400, { message: 'no', code: 'X', requestId: 'r1', errors: fields }, 'r0')).toMatchObject({
    message: 'no',
    code: 'X',
    requestId: 'r1',
    fields,
  });
  const taken = readRefusal(409, { error: 'This seat is taken', alternatives: ['1B'] }, 'r0');
  expect(taken).toMatchObject({ message: 'This seat is taken', requestId: 'r0', members: { alternatives: ['1B'] } });
  expect(readRefusal(502, undefined, '').message).toBe('HTTP 502');
});
