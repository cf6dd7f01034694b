import { readConfig } from '@airside/service';
import { expect, test } from 'vitest';
import { refuseUnsafe, userConfig } from './config.ts';

const env = {
  INSTANCE_NAME: 'user_service_1',
  PORT: '5001',
  CLUSTER_SECRET: 'short-secret-of-16',
  DISCOVERY_URLS: 'http://127.0.0.1:5000',
  DATABASE_URLS: 'postgres://x:x@127.0.0.1/users',
  REDIS_URLS: 'redis://127.0.0.1',
  AIRSIDE_ADMIN_PASSWORD: 'long-enough',
  PASSWORD_PEPPER: 'x'.repeat(32),
  SIGNING_KEY_SECRET: 'x'.repeat(32),
};

const start = (given: Record<string, string>) => refuseUnsafe(readConfig(userConfig, { ...env, ...given }));
const safe = { NODE_ENV: 'production', CLUSTER_SECRET: 'x'.repeat(32), AIRSIDE_ADMIN_PASSWORD: 'long-enough-too' };

test('a laptop may run with chaos on and short secrets; production with neither, by name', () => {
  expect(() => start({ CHAOS_ENDPOINTS: 'true', AIRSIDE_ADMIN_PASSWORD: 'password' })).not.toThrow();
  expect(() => start(safe)).not.toThrow();
  const short = 'x'.repeat(31);
  for (const [name, value] of [
    ['CHAOS_ENDPOINTS', 'true'],
    ['BCRYPT_COST', '11'],
    ['CLUSTER_SECRET', short],
    ['PASSWORD_PEPPER', short],
    ['SIGNING_KEY_SECRET', short],
    ['AIRSIDE_ADMIN_PASSWORD', 'password'],
  ] as const)
    expect(() => start({ ...safe, [name]: value })).toThrow(name);
});
