import { headers, type Preferences, type Role } from '@airside/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUnsubscribeTokens } from '../src/preferences/unsubscribe-token.ts';
import { forgetAccount } from '../src/subscriptions/forget-account.ts';
import { callsOf, delayOf, departure, traveller } from './notices.ts';
import { clusterSecret, startNotification, type TestInstance, type TestNotification, tokens } from './notification.ts';

let notification: TestNotification;
let instance: TestInstance;
/** Booking's knowledge of which passenger an account is. */
const passengers = new Map<number, string>();

beforeAll(async () => {
  notification = await startNotification();
  instance = await notification.addInstance({ sending: { channels: {}, passengers } });
});
afterAll(() => notification.close());

const path = '/api/notifications/preferences';
const as = (userId: number, ...roles: Role[]) => tokens.bearer({ userId, roles: ['passenger', ...roles] });
const internal = { [headers.clusterSecret]: clusterSecret };
const get = async (userId: number) =>
  (await instance.app.inject({ url: path, headers: as(userId) })).json<Preferences>();
const put = (userId: number, payload: object) =>
  instance.app.inject({ method: 'PUT', url: path, headers: as(userId), payload });
const night = { from: '22:00', to: '07:00', timeZone: 'Europe/Chisinau' };

describe('preferences', () => {
  test('are e-mail and push for all kinds, in English, until something else is chosen', async () => {
    expect(await get(1)).toEqual({
      channels: { email: true, sms: false, push: true },
      kinds: ['delay', 'cancellation', 'gate_change'],
      quietHours: null,
      language: 'en',
    });
    const chosen = {
      channels: { email: false, sms: true, push: false },
      kinds: ['delay'],
      quietHours: night,
      language: 'ro',
    };
    expect((await put(1, chosen)).json()).toEqual(chosen);
    expect(await get(1)).toEqual(chosen);
    expect((await put(1, { quietHours: null })).json()).toEqual({ ...chosen, quietHours: null });
    expect((await get(2)).language).toBe('en');
  });

  test.each([
    [{ quietHours: { ...night, timeZone: 'Mars/Olympus' } }, 'quietHours.timeZone'],
    [{ quietHours: { ...night, to: '22:00' } }, 'quietHours.to'],
    [{ quietHours: { ...night, from: '25:00' } }, 'quietHours.from'],
    [{ language: 'fr' }, 'language'],
    [{ kinds: ['party'] }, 'kinds.0'],
    [{ channels: { email: true, sms: 'yes', push: true } }, 'channels.sms'],
    [{ channels: { email: true, sms: true } }, 'channels.push'],
    [{ owner: 'P001' }, 'owner'],
  ])('that are not valid are refused, naming the field (%#)', async (body, field) => {
    const answer = await put(3, body);
    expect([answer.statusCode, answer.json<{ message: string }>().message]).toEqual([
      400,
      expect.stringContaining(field),
    ]);
  });

  test('of an account are its passenger’s, also those from before it was one', async () => {
    await put(4, { language: 'de' });
    passengers.set(4, 'P004');
    expect((await get(4)).language).toBe('de');
    await put(4, { channels: { email: true, sms: true, push: false } });
    expect(await get(4)).toMatchObject({ language: 'de', channels: { sms: true } });
    const seen = await instance.app.inject({ url: '/internal/preferences/P004', headers: internal });
    expect(seen.json()).toEqual({ email: true, sms: true, push: false });
    await instance.app.inject({
      method: 'PUT',
      url: '/internal/preferences/P004',
      headers: internal,
      payload: { channels: { email: false, sms: false, push: false } },
    });
    expect((await get(4)).channels).toEqual({ email: false, sms: false, push: false });
  });

  test('are forgotten with the account, with its devices and its inbox', async () => {
    await put(5, { language: 'es' });
    await instance.app.inject({
      method: 'POST',
      url: '/api/notifications/devices',
      headers: as(5),
      payload: { kind: 'fcm', token: 'a-token-of-five' },
    });
    await notification.database.cluster.transaction((tx) => forgetAccount(tx, 5));
    expect((await get(5)).language).toBe('en');
    const devices = await instance.app.inject({ url: '/api/notifications/devices', headers: as(5) });
    expect(devices.json()).toMatchObject({ count: 0 });
  });
});

describe('the link that ends e-mails', () => {
  test('asks first and changes nothing, then ends them by one click', async () => {
    const calls = callsOf(instance);
    const event = delayOf(25, departure(), [traveller(6)]);
    await calls.compose(event);
    const [row] = await notification.database.cluster.writer.query<{ key: string }>(
      `select key from delivery where event_id = $1 and channel = 'email'`,
      [event.event_id],
    );
    const url = `/api/notifications/unsubscribe?token=${createUnsubscribeTokens(clusterSecret).create(row?.key ?? '')}`;
    const channels = async () =>
      (await instance.app.inject({ url: '/internal/preferences/P006', headers: internal })).json<{ email: boolean }>();
    const asked = await instance.app.inject({ url });
    expect([asked.statusCode, asked.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect((await channels()).email).toBe(true);
    const ended = await instance.app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    });
    expect(ended.statusCode).toBe(200);
    expect(await channels()).toEqual({ email: false, sms: false, push: true });
    for (const method of ['GET', 'POST'] as const)
      expect((await instance.app.inject({ method, url: `${url}x` })).statusCode, method).toBe(404);
  });
});

test('an inbox is its account’s alone, newest first, in pages, read once', async () => {
  const calls = callsOf(instance);
  for (const event_time of ['2030-12-01T10:00:00Z', '2030-12-01T10:01:00Z', '2030-12-01T10:02:00Z']) {
    const event = delayOf(25, departure(), [traveller(7, { account_id: 77 })], { event_time });
    await calls.compose(event);
    await calls.send(event);
  }
  type Page = { notifications: { id: number; readAt: string | null }[]; unread: number; cursor?: number };
  const page = async (query: string, userId = 77) =>
    (await instance.app.inject({ url: `/api/notifications${query}`, headers: as(userId) })).json<Page>();
  const first = await page('?limit=2');
  const second = await page(`?limit=2&cursor=${first.cursor}`);
  const ids = [...first.notifications, ...second.notifications].map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted((one, other) => other - one));
  expect([ids.length, first.unread, second.cursor]).toEqual([3, 3, undefined]);
  const read = (id: number | undefined, userId: number) =>
    instance.app.inject({ method: 'POST', url: `/api/notifications/${id}/read`, headers: as(userId) });
  expect((await read(ids[0], 78)).statusCode).toBe(404);
  expect((await read(ids[0], 77)).statusCode).toBe(204);
  const [once] = (await page('')).notifications;
  expect((await read(ids[0], 77)).statusCode).toBe(204);
  expect((await page('')).notifications[0]).toEqual(once);
  expect((await page('')).unread).toBe(2);
  expect((await page('', 78)).notifications).toEqual([]);
});

describe('who may call', () => {
  const callers: [string, Record<string, string>][] = [
    ['nobody', {}],
    ['a traveller', as(9)],
    ['an agent', as(9, 'agent')],
    ['ops', as(9, 'ops')],
    ['an admin', as(9, 'admin')],
    ['a process of ours', internal],
  ];
  const signedIn = [401, 200, 200, 200, 200, 401];
  const opsOnly = [401, 403, 403, 200, 200, 401];
  const ours = [404, 404, 404, 404, 404, 200];
  test.each<['GET' | 'POST' | 'PUT' | 'DELETE', string, object | undefined, number[]]>([
    ['GET', path, undefined, signedIn],
    ['PUT', path, {}, signedIn],
    ['GET', '/api/notifications', undefined, signedIn],
    ['POST', '/api/notifications/1/read', undefined, signedIn],
    ['GET', '/api/notifications/devices', undefined, signedIn],
    ['POST', '/api/notifications/devices', { kind: 'fcm', token: 'token-of-nine' }, signedIn],
    ['DELETE', '/api/notifications/devices/1', undefined, signedIn],
    ['GET', '/api/ops/notifications', undefined, opsOnly],
    ['POST', '/api/ops/notifications/1/redrive', undefined, opsOnly],
    ['GET', '/internal/preferences/P009', undefined, ours],
    ['PUT', '/internal/preferences/P009', {}, ours],
    ['POST', '/internal/notices/compose', delayOf(1, departure(), []), ours],
    ['POST', '/internal/notices/send', { event_id: 'none', passenger_ids: [] }, ours],
  ])('%s %s', async (method, url, payload, expected) => {
    const decisions: number[] = [];
    for (const [, given] of callers) {
      const answer = await instance.app.inject({
        method,
        url,
        headers: given,
        ...(payload === undefined ? {} : { payload }),
      });
      // Let through is let through, also to what is not there, or not failed.
      const isRefused =
        answer.json<{ code?: string }>()?.code === 'ROUTE_NOT_FOUND' || [401, 403].includes(answer.statusCode);
      decisions.push(isRefused ? answer.statusCode : 200);
    }
    expect(decisions).toEqual(expected);
  });
});
