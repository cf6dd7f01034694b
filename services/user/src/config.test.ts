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

test('a laptop may run with chaos on; production refuses it, and weak secrets, by name', () => {
  expect(() => refuseUnsafe(readConfig(userConfig, { ...env, CHAOS_ENDPOINTS: 'true' }))).not.toThrow();
  const production = readConfig(userConfig, {
    ...env,
    CHAOS_ENDPOINTS: 'true',
    BCRYPT_COST: '4',
    NODE_ENV: 'production',
  });
  for (const name of ['CHAOS_ENDPOINTS', 'BCRYPT_COST', 'CLUSTER_SECRET'])
    expect(() => refuseUnsafe(production)).toThrow(name);
  expect(() =>
    refuseUnsafe(readConfig(userConfig, { ...env, CLUSTER_SECRET: 'x'.repeat(32), NODE_ENV: 'production' })),
  ).not.toThrow();
});
