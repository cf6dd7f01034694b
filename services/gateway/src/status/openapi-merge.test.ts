import { expect, test } from 'vitest';
import { mergeDocuments } from './openapi-merge.ts';

const info = { title: 'Airside', version: '1' };

test('the merged document has every routed path once, in order, and all components', () => {
  const merged = mergeDocuments(
    info,
    [
      {
        service: 'user_service',
        document: {
          paths: { '/b': { get: 1 }, '/internal/x': { get: 2 } },
          components: { securitySchemes: { bearer: { type: 'http' } } },
        },
      },
      {
        service: 'booking_service',
        document: { paths: { '/a': { get: 3 }, '/b': { get: 'not theirs' } }, components: { schemas: { S: 1 } } },
      },
      { service: 'gateway', document: {} },
    ],
    (path, service) => !path.startsWith('/internal') && (path === '/b') === (service === 'user_service'),
  );
  expect(merged).toEqual({
    openapi: '3.1.0',
    info,
    paths: { '/a': { get: 3 }, '/b': { get: 1 } },
    components: { securitySchemes: { bearer: { type: 'http' } }, schemas: { S: 1 } },
  });
  expect(Object.keys(merged.paths ?? {})).toEqual(['/a', '/b']);
});
