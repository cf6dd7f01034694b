import type { NewDevice } from '@airside/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deleteDeadDevices, deleteDevicesOfAccount, listDevicesOf } from '../src/devices/queries.ts';
import { createGuard } from '../src/outgoing/guard.ts';
import { subscriptionOf } from '../src/receivers/subscription.ts';
import { vapidKeys } from './local-receivers.ts';
import { startNotification, type TestInstance, type TestNotification, tokens } from './notification.ts';

const path = '/api/notifications/devices';
const { keys } = subscriptionOf('a secret', 'zoe');
const guard = createGuard({
  allowedHosts: ['push.local:5900'],
  async resolve(host) {
    return [{ address: host === 'inside.example.org' ? '10.0.0.7' : '93.184.216.34', family: 4 }];
  },
});
let notification: TestNotification;
let instance: TestInstance;
let withoutPush: TestInstance;

beforeAll(async () => {
  notification = await startNotification();
  const push = { publicKey: vapidKeys.publicKey, refusal: guard.refusal };
  instance = await notification.addInstance({ sending: { channels: {}, push } });
  withoutPush = await notification.addInstance();
});
beforeEach(() => notification.database.cluster.writer.query('delete from device'));
afterAll(async () => {
  await notification.close();
  await guard.close();
});

const as = (userId: number) => tokens.bearer({ userId, roles: ['passenger'] });

function register(device: object, userId = 7, at = instance) {
  return at.app.inject({ method: 'POST', url: path, headers: as(userId), payload: device });
}

async function devicesOf(userId: number): Promise<Device[]> {
  const answer = await instance.app.inject({ url: path, headers: as(userId) });
  return answer.json<{ devices: Device[] }>().devices;
}

type Device = { id: number; kind: string; createdAt: string };
const phone = (token: string): NewDevice => ({ kind: 'fcm', token });
const browser = (endpoint: string): NewDevice => ({ kind: 'webpush', subscription: { endpoint, keys } });

test('a device is registered once, listed without its token, and removed by its owner', async () => {
  const first = await register(phone('token-of-a-phone'));
  expect(first.statusCode).toBe(201);
  expect((await register(phone('token-of-a-phone'))).json()).toEqual(first.json());
  await register(browser('https://push.example.org/x'));
  const devices = await devicesOf(7);
  expect(devices.map(({ kind }) => kind)).toEqual(['fcm', 'webpush']);
  expect(JSON.stringify(devices)).not.toMatch(/token-of-a-phone|push\.example/);
  const url = `${path}/${devices[0]?.id}`;
  expect((await instance.app.inject({ method: 'DELETE', url, headers: as(8) })).statusCode).toBe(404);
  expect((await instance.app.inject({ method: 'DELETE', url, headers: as(7) })).statusCode).toBe(204);
  expect((await instance.app.inject({ method: 'DELETE', url, headers: as(7) })).statusCode).toBe(404);
  expect(await devicesOf(7)).toHaveLength(1);
});

test('nobody sees or adds devices without being signed in; the key is for everybody', async () => {
  for (const call of [
    { method: 'GET', url: path },
    { method: 'POST', url: path, payload: phone('token-of-a-phone') },
    { method: 'DELETE', url: `${path}/1` },
  ] as const)
    expect((await instance.app.inject(call)).statusCode).toBe(401);
  const key = await instance.app.inject({ url: '/api/notifications/vapid-key' });
  expect(key.json()).toEqual({ publicKey: vapidKeys.publicKey });
});

test('a device belongs to whoever signed in on it last', async () => {
  await register(phone('shared-phone'), 7);
  await register(phone('shared-phone'), 8);
  expect(await devicesOf(7)).toEqual([]);
  expect(await devicesOf(8)).toHaveLength(1);
});

test('an account has at most 20 devices, however many are added at once; a known one may be registered again', async () => {
  const answers = await Promise.all(Array.from({ length: 30 }, (_unused, n) => register(phone(`token-${n}-of-many`))));
  expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(20);
  expect(answers.find(({ statusCode }) => statusCode === 409)?.json()).toMatchObject({
    message: 'There are 20 devices already; remove one first',
  });
  const known = answers.findIndex(({ statusCode }) => statusCode === 201);
  expect((await register(phone(`token-${known}-of-many`))).statusCode).toBe(201);
  expect((await register(phone('token-of-another'), 8)).statusCode).toBe(201);
});

test.each([
  'http://127.0.0.1:5432/',
  'http://169.254.169.254/latest/meta-data',
  'https://[::1]/push',
  'https://inside.example.org/push',
  'https://user:pw@push.example.org/x',
])('%s is no push service', async (endpoint) => {
  const answer = await register(browser(endpoint));
  expect(answer.statusCode).toBe(400);
  expect(answer.json<{ message: string }>().message).toContain('subscription.endpoint');
  expect(await devicesOf(7)).toEqual([]);
});

test('a push service inside is called where it is allowed by name', async () => {
  expect((await register(browser('http://push.local:5900/push/zoe'))).statusCode).toBe(201);
  expect((await register(browser('https://push.example.org/y'))).statusCode).toBe(201);
});

test.each([
  {},
  { kind: 'fcm' },
  { kind: 'fcm', token: 'short' },
  { kind: 'fcm', token: 'a token with spaces' },
  { kind: 'fcm', token: 'token-of-a-phone', userId: 8 },
  { kind: 'webpush', subscription: { endpoint: 'https://push.example.org/x' } },
  { kind: 'webpush', subscription: { endpoint: 'not a url', keys } },
  { kind: 'webpush', subscription: { endpoint: 'https://push.example.org/x', keys: { ...keys, auth: '\0' } } },
  { kind: 'pager', token: 'token-of-a-phone' },
])('%j is no device', async (device) => {
  expect((await register(device)).statusCode).toBe(400);
});

test('without Web Push there is no key and no browser to register', async () => {
  expect((await withoutPush.app.inject({ url: '/api/notifications/vapid-key' })).statusCode).toBe(404);
  expect((await register(browser('https://push.example.org/x'), 7, withoutPush)).statusCode).toBe(400);
  expect((await register(phone('token-of-a-phone'), 7, withoutPush)).statusCode).toBe(201);
});

test('a dead device is removed, but not one that was registered anew meanwhile', async () => {
  const { writer } = notification.database.cluster;
  await register(phone('token-of-a-phone'));
  await register(phone('token-of-another'));
  const [dead, other] = await listDevicesOf(writer, [7]);
  if (dead === undefined || other === undefined) throw new Error('two devices were registered');
  await deleteDeadDevices(writer, [dead, { ...other, address: 'an-earlier-token' }]);
  expect((await listDevicesOf(writer, [7])).map(({ id }) => id)).toEqual([other.id]);
  await deleteDevicesOfAccount(writer, 7);
  expect(await devicesOf(7)).toEqual([]);
});
