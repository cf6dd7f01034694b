import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { environmentOf, type Surroundings } from './environment.ts';
import { defaultCounts, type PlannedInstance, planInstances, preferredPorts, standIns } from './plan.ts';

const around: Surroundings = {
  ports: preferredPorts(4000, defaultCounts),
  secrets: {
    adminUsername: 'admin',
    adminPassword: 'staff-secret',
    clusterSecret: 'cluster-secret',
    passwordPepper: 'pepper-secret',
    signingKeySecret: 'signing-secret',
    superuserPassword: 'superuser-secret',
    rolePasswords: {
      user_service: 'user-secret',
      notification_service: 'notification-secret',
      booking_service: 'booking-secret',
      operations_service: 'operations-secret',
      warehouse: 'warehouse-secret',
      etl: 'etl-secret',
    },
    paymentProviderSecret: 'payments-secret',
    receiversSecret: 'receivers-secret',
    fcmPrivateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }) as string,
    vapidKeys: { publicKey: 'vapid-public', privateKey: 'vapid-secret' },
  },
  redisUrls: ['redis://127.0.0.1:5501', 'redis://127.0.0.1:5502'],
  databaseUrls: {},
  dataDir: '/data',
  compileCache: '/cache/compiled',
  extra: {},
};
const named = (name: string): PlannedInstance => {
  const instance = planInstances(defaultCounts, standIns).find((each) => each.name === name);
  if (instance === undefined) throw new Error(`no ${name}`);
  return instance;
};

test('a service whose database is kept elsewhere is told of the nodes there', () => {
  const elsewhere = { ...around, databaseUrls: { booking: ['postgres://a/booking', 'postgres://b/booking'] } };
  expect(environmentOf(named('booking_service_1'), elsewhere)['DATABASE_URLS']).toBe(
    'postgres://a/booking,postgres://b/booking',
  );
  expect(environmentOf(named('operations_service_1'), elsewhere)).toEqual(
    environmentOf(named('operations_service_1'), around),
  );
});

test('the gateway alone is told where the web app is, and of none where there is none', () => {
  const withWeb = { ...around, webDir: '/checkout/web/dist' };
  expect(environmentOf(named('gateway_1'), withWeb)['WEB_DIR']).toBe('/checkout/web/dist');
  expect(environmentOf(named('gateway_1'), around)).not.toHaveProperty('WEB_DIR');
  expect(environmentOf(named('user_service_1'), withWeb)).not.toHaveProperty('WEB_DIR');
});

test('a service is told every node of its cluster, with its own role', () => {
  expect(environmentOf(named('notification_service_2'), around)).toMatchObject({
    INSTANCE_NAME: 'notification_service_2',
    PORT: '5202',
    DATABASE_URLS:
      'postgres://notification_service:notification-secret@127.0.0.1:5411/users,postgres://notification_service:notification-secret@127.0.0.1:5412/users,postgres://notification_service:notification-secret@127.0.0.1:5413/users',
    DISCOVERY_URLS: 'http://127.0.0.1:5000',
    REDIS_URLS: 'redis://127.0.0.1:5501,redis://127.0.0.1:5502',
  });
});

test('the ETL owns the warehouse, and reads every node of the sources with a role that may read only', () => {
  expect(environmentOf(named('etl_service_1'), around)).toMatchObject({
    DATABASE_URLS: 'postgres://warehouse:warehouse-secret@127.0.0.1:5431/warehouse',
    SOURCE_BOOKING_URLS: [5421, 5422, 5423]
      .map((port) => `postgres://etl:etl-secret@127.0.0.1:${port}/booking`)
      .join(','),
    SOURCE_USERS_URLS: [5411, 5412, 5413].map((port) => `postgres://etl:etl-secret@127.0.0.1:${port}/users`).join(','),
  });
});

test('no process is given a secret of another', () => {
  const allowed: Record<string, string[]> = {
    discovery_1: ['cluster-secret'],
    gateway_1: ['cluster-secret'],
    booking_service_1: ['cluster-secret', 'booking-secret', 'payments-secret'],
    payment_sandbox_1: ['payments-secret'],
    operations_service_1: ['cluster-secret', 'operations-secret'],
    notification_service_1: ['cluster-secret', 'notification-secret', 'receivers-secret', 'vapid-secret'],
    receivers_1: ['receivers-secret'],
    etl_service_1: ['cluster-secret', 'warehouse-secret', 'etl-secret'],
    user_service_1: ['cluster-secret', 'user-secret', 'staff-secret', 'pepper-secret', 'signing-secret'],
  };
  for (const [name, secrets] of Object.entries(allowed)) {
    const text = Object.values(environmentOf(named(name), around)).join('\n');
    expect([...new Set(text.match(/[a-z]+-secret/g))].toSorted()).toEqual(secrets.toSorted());
  }
});

test('what is given from outside wins', () => {
  const given = environmentOf(named('user_service_1'), { ...around, extra: { BCRYPT_COST: '4', HOST: '0.0.0.0' } });
  expect(given).toMatchObject({ BCRYPT_COST: '4', HOST: '0.0.0.0' });
});

test('messages end at the local receivers, unless an account at a provider is given', () => {
  const local = environmentOf(named('notification_service_1'), around);
  expect(local).toMatchObject({
    SMTP_ACCOUNTS:
      'smtp://primary:receivers-secret@127.0.0.1:5950?tls=off&rate=5000,smtp://backup:receivers-secret@127.0.0.1:5950?tls=off&rate=5000',
    PUBLIC_URL: 'http://localhost:4000',
    PUSH_ALLOWED_HOSTS: '127.0.0.1:5900,localhost:5900',
    VAPID_PUBLIC_KEY: 'vapid-public',
  });
  expect(environmentOf(named('receivers_1'), around)['FCM_PUBLIC_KEY']).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  const extra = { SMTP_ACCOUNTS: 'smtps://user:word@mail.example.org' };
  const real = environmentOf(named('notification_service_1'), { ...around, extra });
  expect(real).toMatchObject({ ...extra, VAPID_PUBLIC_KEY: 'vapid-public' });
  expect(real).not.toHaveProperty('SMS_ACCOUNTS');
  expect(environmentOf(named('user_service_1'), { ...around, extra })).not.toHaveProperty('SMTP_ACCOUNTS');
});

test('the key of the writer reaches the notification service only', () => {
  const given = (name: string) =>
    environmentOf(named(name), { ...around, extra: { WRITER_API_KEY: 'key', LOG_LEVEL: 'warn' } });
  expect(given('notification_service_1')).toMatchObject({ WRITER_API_KEY: 'key', LOG_LEVEL: 'warn' });
  for (const name of ['user_service_1', 'booking_service_1', 'operations_service_1', 'discovery_1', 'gateway_1']) {
    expect(given(name)).not.toHaveProperty('WRITER_API_KEY');
    expect(given(name)).toMatchObject({ LOG_LEVEL: 'warn' });
  }
});

test('payments end at the sandbox, unless a provider is given, which booking alone is told of', () => {
  expect(environmentOf(named('booking_service_1'), around)).toMatchObject({
    PAYMENT_PROVIDER_URL: 'http://127.0.0.1:5960',
    PAYMENT_PROVIDER_SECRET: 'payments-secret',
  });
  expect(environmentOf(named('payment_sandbox_1'), around)).toEqual({
    INSTANCE_NAME: 'payment_sandbox_1',
    PORT: '5960',
    NODE_COMPILE_CACHE: '/cache/compiled',
    PAYMENT_PROVIDER_SECRET: 'payments-secret',
    PAYMENT_CALLBACK_URL: 'http://127.0.0.1:4000/api/payments/callbacks',
    DATA_DIR: '/data/payment-sandbox',
  });
  const extra = {
    PAYMENT_PROVIDER_NAME: 'acquirer',
    PAYMENT_PROVIDER_URL: 'https://pay.example.org',
    PAYMENT_PROVIDER_SECRET: 'word',
  };
  expect(environmentOf(named('booking_service_1'), { ...around, extra })).toMatchObject(extra);
  for (const name of ['user_service_1', 'notification_service_1', 'gateway_1', 'payment_sandbox_1'])
    expect(Object.values(environmentOf(named(name), { ...around, extra }))).not.toContain('word');
});
