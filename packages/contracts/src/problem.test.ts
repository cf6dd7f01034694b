import { expect, test } from 'vitest';
import { errorBody } from './error-body.ts';
import { invalidFields, Problem } from './problem.ts';

test('the text of a problem is filled from its params', () => {
  expect(new Problem('INSTANCE_UNAVAILABLE', { params: { instance: 'user_service_1' } }).message).toBe(
    'user_service_1 is temporarily unavailable due to failures.',
  );
});

test('a validation problem names every field in its message', () => {
  const problem = invalidFields([
    { field: 'a', message: 'is required' },
    { field: 'b', message: 'is not known' },
  ]);
  expect([problem.status, problem.message]).toEqual([400, 'a: is required; b: is not known']);
});

test('the resource API answers with `error` and nothing else', () => {
  expect(errorBody(new Problem('FORBIDDEN'), 'resource', 'id')).toEqual({ error: 'Forbidden' });
});
