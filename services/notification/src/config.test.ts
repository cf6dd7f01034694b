import { readConfig } from '@airside/service';
import { expect, test } from 'vitest';
import { notificationConfig, refuseUnsafe } from './config.ts';

const env = {
  INSTANCE_NAME: 'notification_service_1',
  PORT: '5201',
  CLUSTER_SECRET: 'x'.repeat(32),
  DISCOVERY_URLS: 'http://127.0.0.1:5000',
  DATABASE_URLS: 'postgres://x:x@127.0.0.1/users',
  REDIS_URLS: 'redis://127.0.0.1',
  OPEN_READS: 'true',
};

test('open reads are refused in production, by name', () => {
  expect(() => refuseUnsafe(readConfig(notificationConfig, env))).not.toThrow();
  expect(() => refuseUnsafe(readConfig(notificationConfig, { ...env, NODE_ENV: 'production' }))).toThrow('OPEN_READS');
});
