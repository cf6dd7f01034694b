import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { ownSecret, readConfig } from './config.ts';

const schema = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535 }),
  URLS: Type.Array(Type.String({ pattern: '^http' }), { minItems: 1 }),
  CHAOS: Type.Boolean({ default: false }),
  NAME: Type.Optional(Type.String()),
});

describe('reading configuration', () => {
  test('text becomes what the schema asks for; absent and empty keys take their default', () => {
    expect(readConfig(schema, { PORT: '80', URLS: 'http://a, http://b', NAME: ' ', OTHER: 'x' })).toEqual({
      PORT: 80,
      URLS: ['http://a', 'http://b'],
      CHAOS: false,
    });
    expect(readConfig(schema, { PORT: '80', URLS: 'http://a', CHAOS: 'true' }).CHAOS).toBe(true);
  });

  test('every bad key is reported at once, by name', () => {
    expect(() => readConfig(schema, { PORT: '99999', CHAOS: 'perhaps' })).toThrow(
      /URLS is missing[^]*PORT|PORT[^]*URLS is missing/,
    );
    expect(() => readConfig(schema, { PORT: '99999', CHAOS: 'perhaps' })).toThrow(/CHAOS/);
  });

  test('a secret that is long enough for a laptop is refused in production, with whatever else is wrong', () => {
    const secret = Type.Object({ NODE_ENV: Type.String(), SECRET: ownSecret, PORT: Type.Integer() });
    const given = { SECRET: 'x'.repeat(31), PORT: '1' };
    expect(() => readConfig(secret, { ...given, NODE_ENV: 'development' })).not.toThrow();
    expect(() => readConfig(secret, { ...given, NODE_ENV: 'production' })).toThrow('SECRET must have at least 32');
    expect(() => readConfig(secret, { ...given, PORT: 'x', NODE_ENV: 'production' })).toThrow(/PORT[^]*SECRET/);
    expect(() => readConfig(secret, { ...given, SECRET: 'x'.repeat(32), NODE_ENV: 'production' })).not.toThrow();
  });

  test.each([
    ['postgres://a:secret@db/x', false],
    ['postgres://a:secret@db/x?sslmode=require', false],
    ['postgres://a:secret@db/x?sslmode=disable&note=sslmode=verify-full-not', false],
    ['postgres://a:secret@db/x?sslmode=verify-full&sslrootcert=/ca.crt', true],
    ['redis://:secret@cache', false],
    ['rediss://:secret@cache', true],
    ['http://elsewhere', true],
  ])('where TLS is required, %s is taken: %s', (url, isTaken) => {
    const servers = Type.Object({ REQUIRE_TLS: Type.Boolean(), SERVER_URLS: Type.Array(Type.String()) });
    const read = () => readConfig(servers, { REQUIRE_TLS: 'true', SERVER_URLS: `rediss://one,${url}` });
    if (isTaken) return expect(read).not.toThrow();
    expect(read).toThrow('SERVER_URLS must use TLS');
    expect(read).not.toThrow('secret');
  });
});
