import { readConfig } from '@airside/service';
import { expect, test } from 'vitest';
import { GatewayConfig, refuseUnsafe } from './config.ts';

const env = {
  INSTANCE_NAME: 'gateway_1',
  PORT: '4000',
  CLUSTER_SECRET: 'a-secret-of-the-test-of-32-letters',
  DISCOVERY_URLS: 'http://127.0.0.1:5000',
  REDIS_URLS: 'redis://127.0.0.1:6379',
  DATA_DIR: '/tmp/x',
};

test('the defaults are those of the contract: 100 requests a second, bursts of 200, nobody exempt', () => {
  expect(readConfig(GatewayConfig, env)).toMatchObject({
    RATE_LIMIT_PER_SECOND: 100,
    RATE_LIMIT_BURST: 200,
    RATE_LIMIT_EXEMPT_LOOPBACK: false,
    CORS_ORIGINS: [],
  });
});

test('production does not start with what is only fit for a laptop, and names each', () => {
  const unsafe = readConfig(GatewayConfig, {
    ...env,
    NODE_ENV: 'production',
    CHAOS_ENDPOINTS: 'true',
    RATE_LIMIT_EXEMPT_LOOPBACK: 'true',
    LOCAL_STACK_URL: 'http://127.0.0.1:5600',
  });
  expect(() => refuseUnsafe(unsafe)).toThrow(/CHAOS_ENDPOINTS[^]*RATE_LIMIT_EXEMPT_LOOPBACK[^]*LOCAL_STACK_URL/);
  expect(() => refuseUnsafe({ ...unsafe, NODE_ENV: 'development' })).not.toThrow();
});
