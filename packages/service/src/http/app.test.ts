import { headers, Problem } from '@airside/contracts';
import { createTestTokens, silentLogger } from '@airside/testing';
import { Type } from 'typebox';
import { beforeAll, describe, expect, test } from 'vitest';
import { access } from '../auth/access.ts';
import { accountOf } from '../auth/auth-plugin.ts';
import { type App, createApp } from './app.ts';

const clusterSecret = 'a-secret-of-the-test';
const tokens = createTestTokens();
let app: App;

beforeAll(async () => {
  app = await createApp({
    service: 'user_service',
    instance: 'user_service_1',
    version: '1',
    logger: silentLogger(),
    auth: { clusterSecret, verifyToken: tokens.verifyToken },
  });
  const body = Type.Object(
    {
      name: Type.String({ minLength: 1 }),
      kind: Type.Enum(['a', 'b']),
      inner: Type.Optional(Type.Object({ n: Type.Integer() }, { additionalProperties: false })),
    },
    { additionalProperties: false },
  );
  const params = Type.Object({ user_id: Type.Integer({ minimum: 1 }) });
  app.post(
    '/things/:user_id',
    { config: { access: access.selfOrStaff('user_id') }, schema: { params, body } },
    async (request) => ({
      by: accountOf(request).userId,
      name: request.body.name,
    }),
  );
  app.get('/resource', { config: { access: access.public, errors: 'resource' } }, async () => {
    throw new Problem('FLIGHT_NOT_FOUND');
  });
  app.get('/bug', { config: { access: access.public } }, async () => {
    throw new Error('a secret detail');
  });
  app.get('/busy', { config: { access: access.public } }, async () => {
    throw new Problem('OVERLOADED', { retryAfterSeconds: 1.2 });
  });
  app.get('/internal/thing', { config: { access: access.internal } }, async () => ({ ok: true }));
});

const good = { name: 'x', kind: 'a' };
const json = { 'content-type': 'application/json' };
const post = (payload: string | object, given: Record<string, string> = tokens.bearer({ userId: 1 })) =>
  app.inject({ method: 'POST', url: '/things/1', headers: { ...json, ...given }, payload });

describe('every service', () => {
  test('decides who may call before it reads the body', async () => {
    expect((await post('{"broken', {})).statusCode).toBe(401);
    expect((await post(good, tokens.bearer({ userId: 2 }))).statusCode).toBe(403);
    expect((await post(good)).json()).toEqual({ by: 1, name: 'x' });
    expect((await post(good, tokens.bearer({ userId: 2, roles: ['agent'] }))).json()).toEqual({ by: 2, name: 'x' });
  });

  test.each([
    ['a missing member', { kind: 'a' }, 400, 'name'],
    ['a wrong type', { ...good, name: 1 }, 400, 'name'],
    ['a word outside the list', { ...good, kind: 'c' }, 400, 'kind'],
    ['an extra member', { ...good, role: 'admin' }, 400, 'role'],
    ['a fault deep inside', { ...good, inner: { n: 'x' } }, 400, 'inner.n'],
    ['an extra member deep inside', { ...good, inner: { n: 1, m: 2 } }, 400, 'inner.m'],
    ['a NUL byte', { ...good, name: 'a\0b' }, 400, 'name'],
    ['half a surrogate pair', '{"name":"\\ud800","kind":"a"}', 400, 'name'],
    ['a list in place of an object', '[]', 400, 'body'],
    ['broken JSON', '{"broken', 400, 'body'],
    ['no body', '', 400, 'body'],
    ['a prototype', '{"__proto__":{"x":1},"name":"x","kind":"a"}', 400, 'body'],
  ])('refuses %s and names the field', async (_name, payload, status, field) => {
    const answer = await post(payload);
    expect(answer.statusCode).toBe(status);
    expect(answer.json<{ message: string }>().message).toContain(field);
  });

  test('refuses a body that is too large, and one that is not JSON', async () => {
    expect((await post({ ...good, name: 'x'.repeat(2_000_000) })).statusCode).toBe(413);
    expect((await post('x', { ...tokens.bearer({ userId: 1 }), 'content-type': 'text/plain' })).statusCode).toBe(415);
  });

  test('names a bad path parameter, and answers a bad address with 400', async () => {
    const answer = await app.inject({
      method: 'POST',
      url: '/things/abc',
      headers: tokens.bearer({ userId: 1 }),
      payload: good,
    });
    expect(answer.json()).toMatchObject({ errors: [{ field: 'user_id' }] });
    expect((await app.inject({ url: '/things/%ff' })).statusCode).toBe(400);
  });

  test('says that a path is too long, and is not at fault itself', async () => {
    const answer = await app.inject({ method: 'POST', url: `/things/${'9'.repeat(400)}`, payload: good });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ field: 'path' }] });
  });

  test('says which instance answered which request', async () => {
    const answer = await app.inject({ url: '/nothing', headers: { [headers.requestId]: 'abc-1' } });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers).toMatchObject({ [headers.servedBy]: 'user_service_1', [headers.requestId]: 'abc-1' });
    const forged = await app.inject({ url: '/nothing', headers: { [headers.requestId]: 'a b\tc' } });
    expect(forged.headers[headers.requestId]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('answers the resource API with its own error shape', async () => {
    expect((await app.inject({ url: '/resource' })).json()).toEqual({ error: 'Flight not found' });
  });

  test('tells nothing of a bug but a request id', async () => {
    const answer = await app.inject({ url: '/bug' });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(answer.json()).toMatchObject({ message: 'An error occurred. Please try again later.' });
  });

  test('says when to come again', async () => {
    const answer = await app.inject({ url: '/busy' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
  });

  test('hides internal routes from whoever lacks the cluster secret', async () => {
    expect((await app.inject({ url: '/internal/thing' })).statusCode).toBe(404);
    expect(
      (await app.inject({ url: '/internal/thing', headers: { [headers.clusterSecret]: clusterSecret } })).statusCode,
    ).toBe(200);
    expect(JSON.stringify((await app.inject({ url: '/openapi.json' })).json())).not.toContain('internal');
  });

  test('does not start with a route that does not say who may call it', async () => {
    const another = await createApp({
      service: 'user_service',
      instance: 'user_service_1',
      version: '1',
      logger: silentLogger(),
      auth: { clusterSecret, verifyToken: tokens.verifyToken },
    });
    expect(() => another.get('/unsaid', async () => 'x')).toThrow('does not say who may call it');
  });

  test('counts requests by route template, never by path', async () => {
    await app.inject({ method: 'POST', url: '/things/12345', payload: good });
    const metrics = (await app.inject({ url: '/metrics' })).body;
    expect(metrics).toContain('route="/things/:user_id"');
    expect(metrics).not.toContain('12345');
  });
});
