import { readConfig } from '@airside/service';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { writerConfig, writerSettings } from './config.ts';

const settingsOf = (env: Record<string, string>) => writerSettings(readConfig(Type.Object(writerConfig), env));

test('without a provider there is no writer', () => {
  expect(settingsOf({})).toBeUndefined();
  expect(settingsOf({ WRITER_MODEL: 'some-model', WRITER_API_KEY: 'key' })).toBeUndefined();
});

test('a provider is asked at its public address, within 3 s, a thousand times a day, unless told otherwise', () => {
  expect(settingsOf({ WRITER_PROVIDER: 'anthropic', WRITER_MODEL: 'some-model', WRITER_API_KEY: 'key' })).toEqual({
    provider: 'anthropic',
    url: 'https://api.anthropic.com',
    apiKey: 'key',
    model: 'some-model',
    dailyBudget: 1000,
    timeoutMs: 3000,
  });
  expect(
    settingsOf({
      WRITER_PROVIDER: 'openai',
      WRITER_MODEL: 'local',
      WRITER_URL: 'http://127.0.0.1:11434/v1/',
      WRITER_DAILY_BUDGET: '20',
      WRITER_TIMEOUT_MS: '800',
    }),
  ).toMatchObject({ url: 'http://127.0.0.1:11434/v1', apiKey: undefined, dailyBudget: 20, timeoutMs: 800 });
});

test.each([
  [{ WRITER_PROVIDER: 'anthropic' }, /WRITER_MODEL is missing[\s\S]*WRITER_API_KEY is missing/],
  [{ WRITER_PROVIDER: 'openai', WRITER_MODEL: 'some-model' }, /WRITER_API_KEY/],
  [{ WRITER_PROVIDER: 'somebody' }, /WRITER_PROVIDER/],
  [{ WRITER_TIMEOUT_MS: '3001' }, /WRITER_TIMEOUT_MS/],
  [{ WRITER_DAILY_BUDGET: '0' }, /WRITER_DAILY_BUDGET/],
  [{ WRITER_URL: 'ftp://example.org' }, /WRITER_URL/],
])('%j is refused by name', (env, message) => {
  expect(() => settingsOf(env)).toThrow(message);
});
