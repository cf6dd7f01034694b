import { ConfigError, readConfig } from '@airside/service';
import { createECDH, generateKeyPairSync } from 'node:crypto';
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { channelConfig, channelSettings } from './config.ts';

const curve = createECDH('prime256v1');
const VAPID_PUBLIC_KEY = curve.generateKeys('base64url');
const VAPID_PRIVATE_KEY = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()])
  .subarray(-32)
  .toString('base64url');
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

function settingsOf(env: Record<string, string>) {
  return channelSettings({ ...readConfig(Type.Object(channelConfig), env), PUBLIC_URL: 'https://fly.example.org' });
}

function faultsOf(env: Record<string, string>): string {
  try {
    settingsOf(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

test('nothing configured is no account anywhere', () => {
  expect(settingsOf({})).toEqual({ email: [], sms: [], fcm: [], webpush: undefined });
});

test('accounts come in their order, with what their URLs say', () => {
  const settings = settingsOf({
    MAIL_FROM: '"Airside, notices" <notices@fly.example.org>',
    SMTP_ACCOUNTS: 'smtps://user%40fly:p%2Cw@mail.example.org,smtp://other:pw@[::1]:25?tls=off&rate=5&connections=2',
    SMS_ACCOUNTS:
      'https://AC1:token@api.twilio.com?from=%2B14155550100,https://AC2:t@proxy.example/twilio/?service=MG1',
    FCM_ACCOUNTS: JSON.stringify([
      { project_id: 'p', client_email: 'a@b', private_key: privateKey, type: 'service_account' },
    ]),
    VAPID_PUBLIC_KEY,
    VAPID_PRIVATE_KEY,
  });
  const from = { name: 'Airside, notices', address: 'notices@fly.example.org' };
  expect(settings.email).toMatchObject([
    { host: 'mail.example.org', port: 465, tls: 'implicit', login: { user: 'user@fly', pass: 'p,w' }, from },
    { host: '::1', port: 25, tls: 'off', login: { user: 'other' }, limits: { perSecond: 5, concurrency: 2 } },
  ]);
  expect(settings.sms).toMatchObject([
    {
      baseUrl: 'https://api.twilio.com',
      accountSid: 'AC1',
      authToken: 'token',
      sender: { from: '+14155550100' },
      callbackUrl: 'https://fly.example.org/api/notifications/callbacks/twilio',
    },
    { baseUrl: 'https://proxy.example/twilio', sender: { messagingServiceSid: 'MG1' } },
  ]);
  expect(settings.fcm).toMatchObject([
    { project_id: 'p', base_url: 'https://fcm.googleapis.com', token_uri: 'https://oauth2.googleapis.com/token' },
  ]);
  expect(settings.webpush).toMatchObject({ publicKey: VAPID_PUBLIC_KEY, allowedHosts: [] });
});

test('every bad key is named at once, and no secret is in the words', () => {
  const words = faultsOf({
    MAIL_FROM: 'nobody',
    SMTP_ACCOUNTS: 'smtp://user:SECRET@mail.example.org?tls=maybe',
    SMS_ACCOUNTS: 'https://AC1:SECRET@api.twilio.com',
    FCM_ACCOUNTS: '[{"project_id":"p","client_email":"a","private_key":"SECRET"}]',
    VAPID_PUBLIC_KEY: 'SECRET',
  });
  for (const key of ['MAIL_FROM', 'SMTP_ACCOUNTS.0', 'SMS_ACCOUNTS.0', 'FCM_ACCOUNTS', 'VAPID_PUBLIC_KEY'])
    expect(words).toContain(key);
  expect(words).not.toContain('SECRET');
});

test('an account named twice is refused: the ledger could not tell which one has a message', () => {
  const twice = 'smtp://a:b@mail.example.org,smtp://a:b@mail.example.org';
  expect(faultsOf({ SMTP_ACCOUNTS: twice })).toContain('SMTP_ACCOUNTS names an account twice');
});

test('VAPID keys that do not belong together are refused at the start', () => {
  const other = createECDH('prime256v1').generateKeys('base64url');
  expect(faultsOf({ VAPID_PUBLIC_KEY: other, VAPID_PRIVATE_KEY })).toContain('VAPID');
});
