import type { NoticeLedger } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ConfiguredChannels } from '../src/channels/channels.ts';
import type { Receivers } from '../src/receivers/receivers.ts';
import { channelsFor, sids, startLocalReceivers, subscribe } from './local-receivers.ts';
import { callsOf, delayOf, departure, traveller } from './notices.ts';
import { startNotification, type TestInstance, type TestNotification, tokens } from './notification.ts';

let receivers: Receivers;
let provided: ConfiguredChannels;
let notification: TestNotification;
let instance: TestInstance;
let calls: ReturnType<typeof callsOf>;

beforeAll(async () => {
  receivers = await startLocalReceivers();
  provided = channelsFor(receivers);
  const { channels, push } = provided;
  notification = await startNotification();
  instance = await notification.addInstance({
    sending: { channels, ...(push === undefined ? {} : { push }) },
  });
  calls = callsOf(instance);
});
afterEach(() => {
  receivers.faults.clear();
  receivers.outbox.clear();
});
afterAll(async () => {
  await notification.close();
  await provided.close();
  await receivers.close();
});

type Told = { passenger: string; channel: string; state: string; reason: string };

/** Tells travellers of a delay, and waits until each has been told by each of the channels. */
async function tell(travellers: ReturnType<typeof traveller>[], channels: readonly string[]): Promise<Told[]> {
  const flight = departure();
  const event = delayOf(25, flight, travellers);
  await calls.compose(event);
  await calls.send(event);
  const isDone = ({ channel, state }: NoticeLedger['notifications'][number]) =>
    channels.includes(channel) && (state === 'SENT' || state === 'FAILED');
  const done = await waitUntil('every notice is sent or failed', async () => {
    const { notifications } = await calls.ledger(`flight=${flight.flight_id}&limit=500`);
    const ended = notifications.filter(isDone);
    return ended.length >= travellers.length * channels.length ? ended : undefined;
  });
  return done.map(({ passengerId, channel, state, reason }) => ({
    passenger: passengerId ?? '',
    channel,
    state,
    reason,
  }));
}

/** People with a telephone. */
const people = (first: number, count: number) =>
  Array.from({ length: count }, (_unused, n) => traveller(first + n, { phone: `+3736000${first + n}` }));

async function allowSms(passengers: readonly ReturnType<typeof traveller>[]): Promise<void> {
  for (const { passenger_id } of passengers)
    await notification.database.cluster.writer.query(
      `insert into preference (passenger_id, email, sms, push, kinds, language)
       values ($1, true, true, false, '{delay,cancellation,gate_change}', 'en')`,
      [passenger_id],
    );
}

test('thirty travellers get one e-mail and one SMS each', async () => {
  const travellers = people(1000, 30);
  await allowSms(travellers);
  const told = await tell(travellers, ['email', 'sms']);
  expect(told.filter(({ state }) => state === 'SENT')).toHaveLength(60);
  const { messages } = receivers.outbox.list({ limit: 1000 });
  expect(messages).toHaveLength(60);
  expect(new Set(messages.map(({ channel, to }) => `${channel} ${to}`)).size).toBe(60);
  expect(new Set(messages.map(({ deliveryId }) => deliveryId)).size).toBe(60);
});

test.each(['500', '429', 'drop'] as const)(
  'while the first mail server says %s, the second has the mails',
  async (mode) => {
    receivers.faults.set({ channel: 'email', account: 'primary', mode });
    const first = { '500': 2000, '429': 2010, drop: 2020 }[mode];
    const told = await tell(people(first, 5), ['email']);
    expect(told.map(({ state, reason }) => `${state} ${reason}`)).toEqual(
      Array.from({ length: 5 }, () => `SENT smtp:backup@127.0.0.1:${receivers.smtpPort} has it`),
    );
    expect(receivers.outbox.list({ channel: 'email', limit: 100 }).messages.map(({ account }) => account)).toEqual(
      Array.from({ length: 5 }, () => 'backup'),
    );
  },
);

test('an SMS that was taken without an answer is asked for, and not sent again', async () => {
  const travellers = people(3000, 5);
  await allowSms(travellers);
  receivers.faults.set({ channel: 'sms', account: sids.primary, mode: 'drop-after', count: 3 });
  const told = await tell(travellers, ['sms']);
  expect(told.filter(({ state }) => state === 'SENT')).toHaveLength(5);
  const { messages } = receivers.outbox.list({ channel: 'sms', limit: 100 });
  expect(messages.map(({ to }) => to).toSorted()).toEqual(travellers.map(({ phone }) => phone));
});

test('a browser gets its push message; once its subscription has ended, it is no device any more', async () => {
  const { subscription } = await subscribe(receivers, 'browser-of-77');
  const as = tokens.bearer({ userId: 77 });
  const url = '/api/notifications/devices';
  const payload = { kind: 'webpush', subscription };
  expect((await instance.app.inject({ method: 'POST', url, headers: as, payload })).statusCode).toBe(201);
  await tell([traveller(4000, { account_id: 77 })], ['push']);
  expect(receivers.outbox.list({ channel: 'webpush', limit: 10 }).messages).toMatchObject([
    { to: subscription.endpoint },
  ]);
  receivers.faults.set({ channel: 'webpush', mode: 'refuse' });
  const [told] = await tell([traveller(4000, { account_id: 77 })], ['push']);
  expect(told).toMatchObject({ state: 'FAILED' });
  expect((await instance.app.inject({ url, headers: as })).json()).toMatchObject({ count: 0 });
});
