import { readConfig } from '@airside/service';
import { expect, test } from 'vitest';
import { bookingConfig, refuseUnsafe } from './config.ts';

const production = {
  INSTANCE_NAME: 'booking_service_1',
  PORT: '0',
  CLUSTER_SECRET: 'a-secret-of-the-test-of-32-letters',
  DISCOVERY_URLS: 'http://127.0.0.1:5000',
  DATABASE_URLS: 'postgres://127.0.0.1/booking',
  REDIS_URLS: 'redis://127.0.0.1',
  NODE_ENV: 'production',
  PAYMENT_PROVIDER_NAME: 'acquirer',
  PAYMENT_PROVIDER_URL: 'https://pay.example.org',
  PAYMENT_PROVIDER_SECRET: 'a-provider-secret-of-the-test',
};
const start = (environment: Record<string, string>) =>
  refuseUnsafe(readConfig(bookingConfig, { ...production, ...environment }));

test('production takes no provider that moves no money, and nothing else that is for a laptop', () => {
  expect(() => start({})).not.toThrow();
  expect(() => start({ PAYMENT_PROVIDER_NAME: '' })).toThrow(/PAYMENT_PROVIDER_NAME must not be sandbox in production/);
  expect(() => start({ PAYMENT_PROVIDER_NAME: 'sandbox', DEMO_ENDPOINTS: 'true' })).toThrow(
    /DEMO_ENDPOINTS[^]*sandbox/,
  );
  expect(() => start({ PAYMENT_PROVIDER_NAME: 'sandbox', NODE_ENV: 'development' })).not.toThrow();
});
