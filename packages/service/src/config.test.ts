import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';

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
});
