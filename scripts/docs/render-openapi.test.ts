import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { brokenReferences } from './references.ts';
import { faultsOf, openApiFile } from './render-openapi.ts';

// That it is what a gateway serves is looked at where one runs: tests/access.e2e.test.ts.

const document: unknown = JSON.parse(readFileSync(openApiFile, 'utf8'));

test('docs/api/openapi.json is an OpenAPI 3.1 document, and no reference leads nowhere', () => {
  expect(faultsOf(document)).toEqual([]);
  expect(brokenReferences(document)).toEqual([]);
});

test('planted faults are found', () => {
  const broken = { openapi: '3.0.0', info: {}, paths: { 'x/{a}': { got: { responses: { OK: {} } }, get: {} } } };
  expect(faultsOf(broken)).toEqual([
    'openapi is not 3.1',
    'info lacks title or version',
    'x/{a} does not begin with a slash',
    'got x/{a}: no such method',
    'got x/{a}: says nothing of what it does',
    'got x/{a}: path parameters differ',
    'got x/{a}: an answer without status',
    'get x/{a}: says nothing of what it does',
    'get x/{a}: path parameters differ',
    'get x/{a}: no answers',
  ]);
});
