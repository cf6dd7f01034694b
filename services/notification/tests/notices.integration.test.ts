import { failedNoticesPath, headers, type NoticeLedger, type OwnDeadLetterList } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import type { Outcome } from '../src/channels/channel.ts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accepted, callsOf, delayOf, departure, type FakeAccount, fakeAccount, hang, traveller } from './notices.ts';
import { clusterSecret, startNotification, type TestInstance, type TestNotification, tokens } from './notification.ts';

let notification: TestNotification;
let instance: TestInstance;
let calls: ReturnType<typeof callsOf>;
/** What the askable account has, by delivery. */
const taken = new Map<string, 'sent' | 'not sent' | 'unknown'>();
const first: FakeAccount = fakeAccount('first', { find: async (id) => taken.get(id) ?? 'not sent' });
const second: FakeAccount = fakeAccount('second');
const texting: FakeAccount = fakeAccount('texting');
const pushing: FakeAccount = fakeAccount('pushing');
const emails = new Map([[70, 'seventy@example.org']]);

beforeAll(async () => {
  notification = await startNotification();
  instance = await notification.addInstance({
    sending: {
      channels: { email: [first, second], sms: [texting], fcm: [pushing] },
      emails,
      passengers: new Map([[7, 'P777']]),
      sendTimeoutMs: 300,
    },
  });
  calls = callsOf(instance);
});
beforeEach(() => {
  for (const account of [first, second, texting, pushing]) {
    account.sent.length = 0;
    account.answer = () => accepted;
  }
  taken.clear();
});
afterAll(() => notification.close());

async function settled(flight: string, channel: string, state: string): Promise<NoticeLedger['notifications'][number]> {
  return waitUntil(`${channel} of ${flight} is ${state}`, async () => {
    const { notifications } = await calls.ledger(`flight=${flight}&channel=${channel}&state=${state}`);
    return notifications[0];
  });
}

test('a traveller is told once, by what was chosen, and the ledger says why or why not', async () => {
  const flight = departure();
  const event = delayOf(25, flight, [traveller(1, { account_id: 501 })]);
  expect(await calls.compose(event)).toEqual({ PLANNED: 2, SKIPPED: 2 });
  expect(await calls.compose(event)).toEqual({ PLANNED: 2, SKIPPED: 2 });
  expect(first.sent).toHaveLength(0);
  expect(await calls.send(event)).toMatchObject({ SENT: expect.any(Number) as number });
  await settled(flight.flight_id, 'email', 'SENT');
  await calls.send(event);
  const { notifications, count } = await calls.ledger(`flight=${flight.flight_id}`);
  expect(count).toBe(4);
  expect(
    Object.fromEntries(notifications.map(({ channel, state, reason }) => [channel, `${state}: ${reason}`])),
  ).toEqual({
    in_app: 'SENT: shown in the inbox',
    email: 'SENT: first has it',
    sms: 'SKIPPED: sms is switched off',
    push: 'SKIPPED: no device registered',
  });
  expect(notifications.find(({ channel }) => channel === 'email')).toEqual({
    id: expect.any(Number) as number,
    eventId: event.event_id,
    flightId: flight.flight_id,
    passengerId: 'P001',
    bookingId: 'B001',
    channel: 'email',
    state: 'SENT',
    reason: 'first has it',
    createdAt: expect.any(String) as string,
    sentAt: expect.any(String) as string,
  });
  expect(first.sent).toHaveLength(1);
  const [{ address, message }] = first.sent as [FakeAccount['sent'][number]];
  expect(address).toMatchObject({ channel: 'email', email: 'p001@example.org' });
  expect(message).toMatchObject({ thread: `flight/${flight.departure_id}`, language: 'en', isUrgent: false });
  expect(message.unsubscribeUrl).toMatch(/^http:\/\/localhost:4000\/api\/notifications\/unsubscribe\?token=/);
  const inbox = await instance.app.inject({ url: '/api/notifications', headers: tokens.bearer({ userId: 501 }) });
  expect(inbox.json()).toMatchObject({
    count: 1,
    unread: 1,
    notifications: [{ flightId: flight.flight_id, kind: 'delay' }],
  });
});

test('every message that is handed over leaves as an event, in the same transaction', async () => {
  const flight = departure();
  const event = delayOf(25, flight, [traveller(2)]);
  await calls.compose(event);
  await calls.send(event);
  const { id } = await settled(flight.flight_id, 'email', 'SENT');
  const rows = await notification.database.cluster.writer.query<{ event: object }>(
    `select event from outbox where event->'data'->>'delivery_id' = $1`,
    [String(id)],
  );
  expect(rows.map(({ event: published }) => published)).toEqual([
    expect.objectContaining({ type: 'notification.email', subject: flight.flight_id, causedby: event.event_id }),
  ]);
});

test('of three delays that come before the first is sent, the last alone is sent', async () => {
  const flight = departure();
  const people = [traveller(3)];
  const events = [15, 45, 90].map((minutes, index) =>
    delayOf(minutes, flight, people, { event_time: `2030-12-01T10:0${index}:00Z` }),
  );
  for (const event of events) await calls.compose(event);
  for (const event of events) await calls.send(event);
  await settled(flight.flight_id, 'email', 'SENT');
  expect(first.sent.map(({ message }) => message.subject)).toEqual([
    `Flight ${flight.flight_id} to Los Angeles is delayed by 1 h 30 min`,
  ]);
  const { notifications } = await calls.ledger(`flight=${flight.flight_id}&channel=email&state=MERGED`);
  expect(notifications.map(({ reason }) => reason)).toEqual([
    `superseded by event ${events[2]?.event_id}`,
    `superseded by event ${events[1]?.event_id}`,
  ]);
});

test('a delay that is being tried when a newer one comes is not tried again', async () => {
  const flight = departure();
  const people = [traveller(3)];
  const [older, newer] = [25, 60].map((minutes, index) =>
    delayOf(minutes, flight, people, { event_time: `2030-12-01T10:0${index}:00Z` }),
  );
  if (older === undefined || newer === undefined) throw new Error('two events');
  const answering = Promise.withResolvers<Outcome>();
  const begun = Promise.withResolvers<void>();
  first.answer = () => {
    begun.resolve();
    return answering.promise;
  };
  second.answer = () => ({ kind: 'unavailable', reason: 'away' });
  await calls.compose(older);
  await calls.send(older);
  await begun.promise;
  await calls.compose(newer);
  answering.resolve({ kind: 'unavailable', reason: 'away' });
  const merged = await settled(flight.flight_id, 'email', 'MERGED');
  expect(merged).toMatchObject({ eventId: older.event_id, reason: `superseded by event ${newer.event_id}` });
  first.answer = () => accepted;
  await calls.send(newer);
  expect(await settled(flight.flight_id, 'email', 'SENT')).toMatchObject({ eventId: newer.event_id });
});

test('a delay after one that was sent follows it up in the same thread; an older one that comes late is skipped', async () => {
  const flight = departure();
  const people = [traveller(4)];
  const [older, newer] = [15, 45].map((minutes, index) =>
    delayOf(minutes, flight, people, { event_time: `2030-12-01T10:0${index + 1}:00Z` }),
  );
  if (older === undefined || newer === undefined) throw new Error('two events');
  for (const event of [older, newer]) {
    await calls.compose(event);
    await calls.send(event);
    await waitUntil('it is sent', () =>
      first.sent.some(({ message }) => message.subject.includes(event === older ? '15 min' : '45 min')),
    );
    await settled(flight.flight_id, 'email', 'SENT');
  }
  await waitUntil(
    'both are noted',
    async () => (await calls.ledger(`flight=${flight.flight_id}&state=SENT`)).count === 2,
  );
  expect(first.sent[1]?.message.subject).toMatch(/^Update: /);
  expect(new Set(first.sent.map(({ message }) => message.thread)).size).toBe(1);
  const late = delayOf(5, flight, people, { event_time: '2030-12-01T10:00:00Z' });
  expect(await calls.compose(late)).toEqual({ SKIPPED: 3 });
  const unchanged = delayOf(5, flight, people, { event_time: '2030-12-01T11:00:00Z', is_current: false });
  expect(await calls.compose(unchanged)).toEqual({ SKIPPED: 3 });
  const { notifications } = await calls.ledger(`flight=${flight.flight_id}&channel=email&state=SKIPPED`);
  expect(notifications.map(({ reason }) => reason)).toEqual([
    'the event came late and changed nothing',
    'a delay of 2030-12-01T10:02:00Z is newer',
  ]);
});

test('an account that is not available is followed by the next one', async () => {
  const flight = departure();
  first.answer = () => ({ kind: 'unavailable', reason: 'it answered 500' });
  const event = delayOf(25, flight, [traveller(5)]);
  await calls.compose(event);
  await calls.send(event);
  expect((await settled(flight.flight_id, 'email', 'SENT')).reason).toBe('second has it');
  expect([first.sent.length, second.sent.length]).toEqual([1, 1]);
});

test('when no account is available it is tried again, until one is', async () => {
  const flight = departure();
  const down = () => ({ kind: 'unavailable' as const, reason: 'out of order' });
  first.answer = down;
  second.answer = down;
  const event = delayOf(25, flight, [traveller(6)]);
  await calls.compose(event);
  await calls.send(event);
  await waitUntil('it waits', async () =>
    (await calls.ledger(`flight=${flight.flight_id}&state=QUEUED`)).notifications[0]?.reason.includes('out of order'),
  );
  second.answer = () => accepted;
  await settled(flight.flight_id, 'email', 'SENT');
  expect(second.sent.length).toBeGreaterThan(1);
});

test('a refused message is a dead letter with its reason, and can be sent again by hand', async () => {
  const flight = departure();
  first.answer = () => ({ kind: 'refused', reason: 'no such mailbox', isAddressDead: true });
  const event = delayOf(25, flight, [traveller(7)]);
  await calls.compose(event);
  await calls.send(event);
  const failed = await settled(flight.flight_id, 'email', 'FAILED');
  expect(failed.reason).toBe('first refused it: no such mailbox');
  expect(second.sent).toHaveLength(0);
  first.answer = () => accepted;
  const ops = tokens.bearer({ userId: 1, roles: ['ops'] });
  const redrive = (id: number) =>
    instance.app.inject({ method: 'POST', url: `/api/ops/notifications/${id}/redrive`, headers: ops });
  expect((await redrive(failed.id)).statusCode).toBe(202);
  await settled(flight.flight_id, 'email', 'SENT');
  expect((await redrive(failed.id)).statusCode).toBe(409);
  expect((await redrive(999_999_999)).statusCode).toBe(404);
});

test('a failed notice is among the dead letters of the service, and a replay sends it again', async () => {
  const flight = departure();
  first.answer = () => ({ kind: 'refused', reason: 'no such mailbox', isAddressDead: true });
  const event = delayOf(25, flight, [traveller(7)]);
  await calls.compose(event);
  await calls.send(event);
  const failed = await settled(flight.flight_id, 'email', 'FAILED');
  first.answer = () => accepted;
  const asService = { [headers.clusterSecret]: clusterSecret };
  const list = async () =>
    (await instance.app.inject({ url: `${failedNoticesPath}?limit=50`, headers: asService })).json<OwnDeadLetterList>()
      .deadLetters;
  const replay = (given: Record<string, string>) =>
    instance.app.inject({ method: 'POST', url: `${failedNoticesPath}/${failed.id}/replay`, headers: given });
  expect((await list()).find(({ id }) => id === failed.id)).toMatchObject({
    source: 'notification/deliveries',
    reason: 'first refused it: no such mailbox',
    event: { flightId: flight.flight_id, channel: 'email' },
  });
  expect((await replay(tokens.bearer({ userId: 1, roles: ['admin'] }))).statusCode).toBe(404);
  expect((await replay(asService)).statusCode).toBe(204);
  await settled(flight.flight_id, 'email', 'SENT');
  expect((await list()).some(({ id }) => id === failed.id)).toBe(false);
  expect((await replay(asService)).statusCode).toBe(404);
});

test.each([
  ['has it', 'sent', 'SENT', [1, 0]],
  ['does not have it', 'not sent', 'SENT', [1, 1]],
] as const)('an account that hangs is asked, and %s', async (_what, found, state, [ofFirst, ofSecond]) => {
  const flight = departure();
  first.answer = (message, signal) => {
    taken.set(message.deliveryId, found);
    return hang({ kind: 'unknown', reason: 'no answer' })(message, signal);
  };
  const event = delayOf(25, flight, [traveller(8)]);
  await calls.compose(event);
  await calls.send(event);
  await settled(flight.flight_id, 'email', state);
  expect([first.sent.length, second.sent.length]).toEqual([ofFirst, ofSecond]);
});

test('while an account that may have it does not say, nothing is sent again; once it says, it is done', async () => {
  const flight = departure();
  first.answer = (message) => {
    taken.set(message.deliveryId, 'unknown');
    return { kind: 'unknown', reason: 'cut off' };
  };
  const event = delayOf(25, flight, [traveller(9)]);
  await calls.compose(event);
  await calls.send(event);
  await waitUntil('it was tried', () => first.sent.length === 1);
  const [{ message }] = first.sent as [FakeAccount['sent'][number]];
  await settled(flight.flight_id, 'email', 'SENDING');
  taken.set(message.deliveryId, 'sent');
  await settled(flight.flight_id, 'email', 'SENT');
  expect([first.sent.length, second.sent.length]).toEqual([1, 0]);
});

test('what an account that cannot be asked may have is not sent again, and the ledger says so', async () => {
  const flight = departure();
  texting.answer = hang({ kind: 'unknown', reason: 'no answer' });
  await preferences('P010', { channels: { email: false, sms: true, push: false } });
  const event = delayOf(25, flight, [traveller(10, { phone: '+37360000010' })]);
  await calls.compose(event);
  await calls.send(event);
  const { reason } = await settled(flight.flight_id, 'sms', 'FAILED');
  expect(reason).toBe('texting may have it and cannot be asked; it was not sent again');
  expect(texting.sent).toHaveLength(1);
});

test('a push goes to every device of the account, and a dead token is removed', async () => {
  const flight = departure();
  const as = tokens.bearer({ userId: 511 });
  for (const token of ['dead-token', 'living-token'])
    expect(
      (
        await instance.app.inject({
          method: 'POST',
          url: '/api/notifications/devices',
          headers: as,
          payload: { kind: 'fcm', token },
        })
      ).statusCode,
    ).toBe(201);
  pushing.answer = () =>
    pushing.sent.at(-1)?.address.channel === 'fcm' && JSON.stringify(pushing.sent.at(-1)?.address).includes('dead')
      ? { kind: 'refused', reason: 'UNREGISTERED', isAddressDead: true }
      : accepted;
  const event = delayOf(25, flight, [traveller(11, { account_id: 511 })]);
  await calls.compose(event);
  await calls.send(event);
  await settled(flight.flight_id, 'push', 'SENT');
  expect(pushing.sent).toHaveLength(2);
  const left = await instance.app.inject({ url: '/api/notifications/devices', headers: as });
  expect(left.json()).toMatchObject({ count: 1 });
});

test('a notice in quiet hours waits for their end, and an urgent one does not', async () => {
  const now = Temporal.Now.zonedDateTimeISO('UTC');
  const wall = (time: Temporal.ZonedDateTime) => time.toPlainTime().toString({ smallestUnit: 'minute' });
  const quietHours = { from: wall(now.subtract({ hours: 2 })), to: wall(now.add({ hours: 2 })), timeZone: 'UTC' };
  await preferences('P012', { quietHours });
  const soon = now.add({ hours: 3 }).toInstant().toString();
  const flight = departure({ estimated_departure: soon });
  const held = delayOf(25, flight, [traveller(12)], { event_time: now.toInstant().toString() });
  expect(await calls.compose(held)).toEqual({ HELD: 1, SKIPPED: 2 });
  await calls.send(held);
  const { reason } = await settled(flight.flight_id, 'email', 'HELD');
  expect(reason).toMatch(/^quiet hours until /);
  const cancelled = delayOf(0, flight, [traveller(12)], {
    event_time: now.add({ minutes: 1 }).toInstant().toString(),
    what: { kind: 'cancellation', reason: 'WEATHER' },
  });
  expect(await calls.compose(cancelled)).toEqual({ PLANNED: 1, SKIPPED: 2 });
  await calls.send(cancelled);
  await settled(flight.flight_id, 'email', 'SENT');
  await settled(flight.flight_id, 'email', 'MERGED');
  expect(first.sent).toHaveLength(1);
});

test('a held notice goes out when its time has come', async () => {
  const flight = departure();
  const event = delayOf(25, flight, [traveller(13)]);
  await calls.compose(event);
  const { writer } = notification.database.cluster;
  await writer.query(
    `update delivery set state = 'HELD', held_until = now() + interval '1 second' where event_id = $1 and channel = 'email'`,
    [event.event_id],
  );
  await calls.send(event);
  expect(first.sent).toHaveLength(0);
  await settled(flight.flight_id, 'email', 'SENT');
  expect(first.sent).toHaveLength(1);
});

test('subscribers are told in the inbox and by e-mail, travellers among them once', async () => {
  const flight = departure();
  const { writer } = notification.database.cluster;
  await writer.query('insert into subscription (account_id, flight_code) select unnest($1::int[]), $2', [
    [70, 71, 514],
    flight.flight_id,
  ]);
  const event = delayOf(25, flight, [traveller(14, { account_id: 514 })], { include_subscribers: true });
  await calls.compose(event);
  await calls.send(event);
  await waitUntil('the subscriber and the traveller have mail', () => first.sent.length === 2);
  expect(first.sent.map(({ address }) => (address.channel === 'email' ? address.email : '')).sort()).toEqual([
    'p014@example.org',
    'seventy@example.org',
  ]);
  expect(first.sent.find(({ address }) => JSON.stringify(address).includes('seventy'))?.message.body).toMatch(
    /^Dear traveller,/,
  );
  // Account 71 has no address.
  await settled(flight.flight_id, 'email', 'FAILED');
  for (const userId of [70, 71, 514]) {
    const inbox = await instance.app.inject({ url: '/api/notifications', headers: tokens.bearer({ userId }) });
    expect(inbox.json(), String(userId)).toMatchObject({ count: 1 });
  }
});

test('texts of people and events that nobody has thought of do no harm', async () => {
  const flight = departure();
  const odd = traveller(15, { first_name: '<script>👩‍🚀{{ x }}', email: '', special_requests: '{% raw %}' });
  const event = delayOf(25, flight, [odd, traveller(15), traveller(16, { phone: '  ' })], {
    what: {
      kind: 'delay',
      delay_minutes: 25,
      delay_category: 'minor',
      reason: 'OTHER',
      reason_detail: 'y'.repeat(10_000),
    },
  });
  // The same passenger twice is one; without an address there is nobody to write to.
  expect(await calls.compose(event)).toEqual({ PLANNED: 1, SKIPPED: 5 });
});

test('figures say what became of notices', async () => {
  const metrics = await instance.app.inject({ url: '/metrics' });
  expect(metrics.body).toMatch(/notifications_sent_total\{channel="email"[^}]*\} [1-9]/);
  expect(metrics.body).toMatch(/notification_deliveries_total\{[^}]*state="MERGED",reason="superseded"/);
  expect(metrics.body).toMatch(/notification_oldest_unsent_seconds\{[^}]*\} \d/);
  expect(metrics.body).toMatch(/notification_handover_seconds_count\{[^}]*channel="email"[^}]*\} [1-9]/);
  expect(metrics.body).toMatch(/notification_jobs\{[^}]*queue="notices-email"/);
});

async function preferences(passengerId: string, change: object): Promise<void> {
  const answer = await instance.app.inject({
    method: 'PUT',
    url: `/internal/preferences/${passengerId}`,
    headers: { 'x-airside-cluster-secret': 'a-secret-of-the-test' },
    payload: change,
  });
  expect(answer.statusCode, answer.body).toBe(200);
}
