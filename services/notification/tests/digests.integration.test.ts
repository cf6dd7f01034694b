import type { NoticeComposition } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Message, Outcome } from '../src/channels/channel.ts';
import { accepted, callsOf, delayOf, departure, type FakeAccount, fakeAccount, traveller } from './notices.ts';
import { startNotification, type TestInstance, type TestNotification, tokens } from './notification.ts';

let notification: TestNotification;
let instance: TestInstance;
let calls: ReturnType<typeof callsOf>;
/** What the askable account has, by delivery. */
const known = new Map<string, 'sent' | 'not sent' | 'unknown'>();
const mailing: FakeAccount = fakeAccount('mailing', { find: async (id) => known.get(id) ?? 'not sent' });
const texting: FakeAccount = fakeAccount('texting');
const pushing: FakeAccount = fakeAccount('pushing');
const channels = { email: [mailing], sms: [texting], fcm: [pushing] };
const busy: Outcome = { kind: 'unavailable', reason: 'out of order' };

beforeAll(async () => {
  notification = await startNotification();
  instance = await notification.addInstance({ sending: { channels } });
  calls = callsOf(instance);
});
beforeEach(() => {
  for (const account of [mailing, texting, pushing]) {
    account.sent.length = 0;
    account.answer = () => accepted;
  }
  known.clear();
});
afterAll(() => notification.close());

type Recipients = NoticeComposition['recipients'];

/** Two delays, and then a gate change: of two flights, in three events a minute apart. */
function burst(recipients: Recipients): [NoticeComposition, NoticeComposition, NoticeComposition] {
  const [one, two] = [departure(), departure()];
  return [
    delayOf(45, one, recipients, { event_time: '2030-12-01T10:00:00Z' }),
    delayOf(50, two, recipients, { event_time: '2030-12-01T10:01:00Z' }),
    gateChangeOf(one, recipients, '2030-12-01T10:02:00Z'),
  ];
}

function gateChangeOf(
  flight: NoticeComposition['flight'],
  recipients: Recipients,
  eventTime: string,
): NoticeComposition {
  return delayOf(0, flight, recipients, {
    event_time: eventTime,
    what: {
      kind: 'gate_change',
      old_gate: 'A12',
      new_gate: 'D15',
      terminal_change: false,
      old_terminal: null,
      new_terminal: null,
    },
  });
}

const query = <Row extends object>(text: string, values: unknown[]) =>
  notification.database.cluster.writer.query<Row>(text, values);

/** Plans events in the quiet hours of their readers, and hands them over; the quiet hours end in a second. */
async function tellInQuietHours(events: readonly NoticeComposition[], via = [calls]): Promise<void> {
  const now = Temporal.Now.zonedDateTimeISO('UTC');
  const wall = (time: Temporal.ZonedDateTime) => time.toPlainTime().toString({ smallestUnit: 'minute' });
  const passengers = [...new Set(events.flatMap(({ recipients }) => recipients.map((each) => each.passenger_id)))];
  await query(
    `insert into preference (passenger_id, email, sms, push, kinds, quiet_from, quiet_to, time_zone, language)
     select id, true, true, true, '{delay,cancellation,gate_change}', $2, $3, 'UTC', 'en' from unnest($1::text[]) id`,
    [passengers, wall(now.subtract({ hours: 2 })), wall(now.add({ hours: 2 }))],
  );
  for (const event of events) expect(await calls.compose(event)).toHaveProperty('HELD');
  const ids = events.map(({ event_id: id }) => id);
  await query(
    `update delivery set held_until = now() + interval '1 second' where state = 'HELD' and event_id = any($1)`,
    [ids],
  );
  await Promise.all(events.map(async (event, index) => via[index % via.length]?.send(event)));
}

type Row = { eventId: string; channel: string; what: string; reason: string };

/** What the ledger says of events, in their order. */
async function ledgerOf(events: readonly NoticeComposition[], channel: string): Promise<Row[]> {
  return query<Row>(
    `select event_id as "eventId", channel, state || ' ' || reason_code as what, reason from delivery
      where event_id = any($1) and channel = $2 order by array_position($1, event_id), id`,
    [events.map(({ event_id: id }) => id), channel],
  );
}

function whenAll(events: readonly NoticeComposition[], channel: string, states: RegExp): Promise<Row[]> {
  return waitUntil(`all of ${channel} are ${states.source}`, async () => {
    const rows = await ledgerOf(events, channel);
    return rows.every(({ what }) => states.test(what)) ? rows : undefined;
  });
}

const told = /^(SENT|MERGED)/;
const textsOf = (account: FakeAccount) => account.sent.map(({ message }) => message);

test('what was held over quiet hours is one e-mail at their end, with every fact in the order of the events', async () => {
  const people = [traveller(101, { phone: '+37360000101' })];
  const [delay, other, gate] = burst(people);
  const obsolete = delayOf(15, delay.flight, people, { event_time: '2030-12-01T09:59:00Z' });
  await tellInQuietHours([obsolete, delay, other, gate]);
  const rows = await whenAll([obsolete, delay, other, gate], 'email', told);
  const [mail] = textsOf(mailing) as [Message];
  expect(mailing.sent).toHaveLength(1);
  expect(mail.subject).toMatch(/^Gate change for flight SW\d+ to Los Angeles: D15, and 2 more updates$/);
  expect(mail).toMatchObject({ isUrgent: true, thread: `flight/${gate.flight.departure_id}` });
  const facts = mail.body.match(/SW\d+ from Dallas to Los Angeles is delayed by \d+ min|gate D15 instead of gate A12/g);
  expect(facts).toEqual([
    `${delay.flight.flight_id} from Dallas to Los Angeles is delayed by 45 min`,
    `${other.flight.flight_id} from Dallas to Los Angeles is delayed by 50 min`,
    'gate D15 instead of gate A12',
  ]);
  expect(mail.body).not.toContain('15 min');
  const carrier = rows.find(({ what }) => what === 'SENT delivered');
  expect(carrier?.reason).toBe('mailing has it, with 2 more');
  expect(rows.filter(({ what }) => what === 'MERGED digest').map(({ reason }) => reason)).toEqual([
    `told in one e-mail with event ${carrier?.eventId}`,
    `told in one e-mail with event ${carrier?.eventId}`,
  ]);
  expect(rows[0]).toMatchObject({ what: 'MERGED superseded', reason: `superseded by event ${delay.event_id}` });
  // An SMS has room for one.
  await whenAll([delay, other, gate], 'sms', /^SENT/);
  expect(texting.sent).toHaveLength(3);
});

test('and one push message on every device', async () => {
  const people = [traveller(102, { account_id: 602 })];
  for (const token of ['first-token', 'second-token']) {
    const url = '/api/notifications/devices';
    const as = tokens.bearer({ userId: 602 });
    const answer = await instance.app.inject({ method: 'POST', url, headers: as, payload: { kind: 'fcm', token } });
    expect(answer.statusCode, answer.body).toBe(201);
  }
  const events = burst(people);
  await tellInQuietHours(events);
  await whenAll(events, 'push', told);
  expect(pushing.sent).toHaveLength(2);
  const [{ push, thread }] = textsOf(pushing) as [Message];
  expect(push.title).toMatch(/^SW\d+: gate D15, and 2 more updates$/);
  expect(push.text.split('\n')).toHaveLength(3);
  expect(thread).toBe(`flights/${events[0].flight.departure_id}+${events[1].flight.departure_id}`);
  // The inbox has each by itself.
  const inbox = await instance.app.inject({ url: '/api/notifications', headers: tokens.bearer({ userId: 602 }) });
  expect(inbox.json()).toMatchObject({ count: 3 });
});

test('what could not be sent while the provider was away is one e-mail when it is back', async () => {
  const people = [traveller(103)];
  const events = burst(people);
  mailing.answer = () => busy;
  for (const event of events) {
    await calls.compose(event);
    await calls.send(event);
    await waitUntil('it was tried', async () => (await ledgerOf([event], 'email'))[0]?.reason.includes('out of order'));
  }
  // The first try of each was its own.
  for (const { flight } of events)
    expect(textsOf(mailing).some(({ subject }) => subject.includes(`${flight.flight_id} to`))).toBe(true);
  const before = mailing.sent.length;
  mailing.answer = () => accepted;
  await whenAll(events, 'email', told);
  const after = textsOf(mailing).slice(before);
  expect(after.at(-1)?.subject).toContain('and 2 more updates');
  expect((await ledgerOf(events, 'email')).filter(({ what }) => what === 'SENT delivered')).toHaveLength(1);
});

test('a notice that goes at its first try waits for none, and takes none along', async () => {
  const people = [traveller(104)];
  const [delay, , gate] = burst(people);
  mailing.answer = ({ subject }) => (subject.includes('delayed') ? busy : accepted);
  await calls.compose(delay);
  await calls.send(delay);
  await waitUntil('it was tried', () => mailing.sent.length > 0);
  await calls.compose(gate);
  await calls.send(gate);
  expect(await whenAll([gate], 'email', told)).toMatchObject([{ what: 'SENT delivered', reason: 'mailing has it' }]);
  mailing.answer = () => accepted;
  await whenAll([delay], 'email', told);
});

test('of two instances one tells each reader, once', async () => {
  const second = await notification.addInstance({ sending: { channels } });
  const people = Array.from({ length: 60 }, (_none, index) => traveller(200 + index));
  const events = burst(people);
  await tellInQuietHours(events, [calls, callsOf(second)]);
  await whenAll(events, 'email', told);
  expect(mailing.sent).toHaveLength(60);
  expect(new Set(mailing.sent.map(({ address }) => JSON.stringify(address))).size).toBe(60);
  await second.close();
});

test('one that is refused falls apart: each is tried by itself', async () => {
  const events = burst([traveller(105)]);
  mailing.answer = ({ body }) =>
    body.includes('1 of 3') ? { kind: 'refused', reason: 'too long', isAddressDead: false } : accepted;
  await tellInQuietHours(events);
  await whenAll(events, 'email', /^SENT/);
  expect(mailing.sent).toHaveLength(4);
});

test('a text that is superseded while somebody may have it is not sent again', async () => {
  const people = [traveller(106)];
  const [delay, other, gate] = burst(people);
  mailing.answer = ({ deliveryId }) => {
    known.set(deliveryId, 'unknown');
    return { kind: 'unknown', reason: 'cut off' };
  };
  await tellInQuietHours([delay, other, gate]);
  await whenAll([delay, other, gate], 'email', /^SENDING asking/);
  const before = mailing.sent.length;
  expect(before).toBe(1);
  mailing.answer = () => accepted;
  const newer = delayOf(90, delay.flight, people, { event_time: '2030-12-01T10:05:00Z' });
  await query(`delete from preference where passenger_id = 'P106'`, []);
  await calls.compose(newer);
  await calls.send(newer);
  await whenAll([newer], 'email', /^SENT/);
  known.clear();
  const rows = await whenAll([delay, other, gate], 'email', told);
  expect(rows[0]).toMatchObject({ what: 'MERGED superseded', reason: `superseded by event ${newer.event_id}` });
  expect(rows.slice(1).map(({ what }) => what)).toEqual(expect.arrayContaining(['SENT delivered', 'MERGED digest']));
  const after = textsOf(mailing).slice(before);
  expect(after).toHaveLength(2);
  for (const { body } of after) expect(body).not.toContain('delayed by 45 min');
});

test('what a provider that cannot be asked may have is given up as a whole, and each can be sent again by hand', async () => {
  const events = burst([traveller(107)]);
  const { find: _none, ...rest } = mailing;
  const silent = fakeAccount(rest.name);
  silent.answer = () => ({ kind: 'unknown', reason: 'cut off' });
  const alone = await startNotification();
  try {
    const only = await alone.addInstance({ sending: { channels: { email: [silent] } } });
    const own = callsOf(only);
    const { writer } = alone.database.cluster;
    for (const event of events) await own.compose(event);
    await writer.query(
      `update delivery set state = 'HELD', held_until = now() + interval '1 second' where channel = 'email'`,
    );
    for (const event of events) await own.send(event);
    const failed = await waitUntil('all are given up', async () => {
      const { notifications } = await own.ledger('channel=email&state=FAILED');
      return notifications.length === 3 ? notifications : undefined;
    });
    expect(new Set(failed.map(({ reason }) => reason))).toEqual(
      new Set(['mailing may have it and cannot be asked; it was not sent again']),
    );
    expect(silent.sent).toHaveLength(1);
    silent.answer = () => accepted;
    const ops = tokens.bearer({ userId: 1, roles: ['ops'] });
    for (const { id } of failed)
      await only.app.inject({ method: 'POST', url: `/api/ops/notifications/${id}/redrive`, headers: ops });
    await waitUntil('all are sent', async () => (await own.ledger('channel=email&state=SENT')).count === 3);
    expect(silent.sent).toHaveLength(4);
  } finally {
    await alone.close();
  }
});

test('figures say how many were told in the message of another', async () => {
  const metrics = await instance.app.inject({ url: '/metrics' });
  expect(metrics.body).toMatch(
    /notification_deliveries_total\{[^}]*channel="email",state="MERGED",reason="digest"[^}]*\} [1-9]/,
  );
});
