import type { NoticeComposition } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startNoticeProcess } from './notice-child.ts';
import { callsOf, delayOf, departure, traveller } from './notices.ts';
import { sinkAccount, type Sink, startSink } from './notice-sink.ts';
import { startNotification, type TestNotification } from './notification.ts';

let notification: TestNotification;
let emailSink: Sink;
let smsSink: Sink;

beforeAll(async () => {
  notification = await startNotification();
  emailSink = await startSink();
  smsSink = await startSink();
});
afterAll(async () => {
  await notification.close();
  await Promise.all([emailSink.close(), smsSink.close()]);
});

const sending = () => ({
  channels: {
    email: [sinkAccount('asked', emailSink.url, true)],
    sms: [sinkAccount('not asked', smsSink.url, false)],
  },
});

async function states(eventId: string): Promise<Record<string, number>> {
  const rows = await notification.database.cluster.writer.query<{ what: string; count: number }>(
    `select channel || ' ' || state as what, count(*)::int as count from delivery
      where event_id = $1 and channel in ('email', 'sms') group by 1`,
    [eventId],
  );
  return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
}

test('2 000 notices over two instances: none is missing, none comes twice', { timeout: 150_000 }, async () => {
  const instances = [
    await notification.addInstance({ sending: sending() }),
    await notification.addInstance({ sending: sending() }),
  ];
  const [first, second] = instances.map((instance) => callsOf(instance));
  if (first === undefined || second === undefined) throw new Error('two instances');
  const flight = departure();
  const whole = delayOf(25, flight, []);
  const pages = Array.from({ length: 4 }, (_none, page) => ({
    ...whole,
    recipients: Array.from({ length: 500 }, (_nobody, index) => traveller(10_000 + page * 500 + index)),
  }));
  // Every page comes to both, as a workflow that is taken over would do; on a busy machine a page may have to come again.
  await Promise.all(
    pages.flatMap((page) =>
      [first, second].map(async (calls) => {
        await waitUntil('the page is planned', () => calls.compose(page), 40_000);
        await waitUntil('the page is handed over', () => calls.send(page), 40_000);
      }),
    ),
  );
  await waitUntil('all are sent', async () => (await states(whole.event_id))['email SENT'] === 2000, 40_000);
  expect(emailSink.taken.size).toBe(2000);
  expect([...emailSink.taken.values()].every((times) => times === 1)).toBe(true);
  await Promise.all(instances.map((instance) => instance.close()));
});

test('a process killed while it sends loses nothing and doubles nothing', { timeout: 90_000 }, async () => {
  emailSink.taken.clear();
  smsSink.taken.clear();
  emailSink.hangFrom = 40;
  smsSink.hangFrom = 40;
  const child = await startNoticeProcess({ urls: notification.database.urls, emailSink, smsSink });
  const event: NoticeComposition = delayOf(
    25,
    departure(),
    Array.from({ length: 200 }, (_none, index) => traveller(20_000 + index, { phone: `+3736${index + 1_000_000}` })),
  );
  await preferSms(event);
  await child.compose(event);
  await child.send(event);
  await waitUntil('some are in hand', () => emailSink.taken.size > 45 && smsSink.taken.size > 45);
  await child.kill();
  emailSink.hangFrom = Infinity;
  smsSink.hangFrom = Infinity;
  await notification.addInstance({ sending: sending() });
  const ended = await waitUntil(
    'all have ended',
    async () => {
      const seen = await states(event.event_id);
      const count = (what: string) => seen[what] ?? 0;
      return count('email SENT') === 200 && count('sms SENT') + count('sms FAILED') === 200 ? seen : undefined;
    },
    60_000,
  );
  // One that can be asked has each exactly once.
  expect(emailSink.taken.size).toBe(200);
  expect([...emailSink.taken.values()].every((times) => times === 1)).toBe(true);
  // One that cannot has none twice; those that were in hand are given up with the reason, for people to decide.
  expect([...smsSink.taken.values()].every((times) => times === 1)).toBe(true);
  expect(ended['sms FAILED']).toBeGreaterThan(0);
  const [failed] = await notification.database.cluster.writer.query<{ reason: string }>(
    `select distinct reason from delivery where event_id = $1 and state = 'FAILED'`,
    [event.event_id],
  );
  expect(failed?.reason).toBe('not asked may have it and cannot be asked; it was not sent again');
});

async function preferSms({ recipients }: NoticeComposition): Promise<void> {
  await notification.database.cluster.writer.query(
    `insert into preference (passenger_id, email, sms, push, kinds, language)
     select id, true, true, false, '{delay}', 'en' from unnest($1::text[]) id`,
    [recipients.map(({ passenger_id: id }) => id)],
  );
}

test('a process killed while it sends digests loses no event and tells none twice', { timeout: 90_000 }, async () => {
  emailSink.taken.clear();
  emailSink.texts.length = 0;
  emailSink.hangFrom = 15;
  const recipients = Array.from({ length: 60 }, (_none, index) => traveller(30_000 + index));
  const [one, two] = [departure(), departure()];
  const oldGate = { kind: 'gate_change', old_gate: 'A1', new_gate: 'D15', terminal_change: false } as const;
  const events = [
    delayOf(45, one, recipients),
    delayOf(50, two, recipients),
    delayOf(0, one, recipients, { what: { ...oldGate, old_terminal: null, new_terminal: null } }),
  ];
  const facts = [/delayed by 45 min because/, /delayed by 50 min because/, /gate D15 instead of gate A1/];
  await beQuiet(recipients);
  const child = await startNoticeProcess({ urls: notification.database.urls, emailSink, smsSink });
  const { writer } = notification.database.cluster;
  for (const event of events) await child.compose(event);
  await writer.query(
    `update delivery set held_until = now() + interval '2 seconds' where state = 'HELD' and event_id = any($1)`,
    [events.map(({ event_id: id }) => id)],
  );
  for (const event of events) await child.send(event);
  await waitUntil('some are in hand', () => emailSink.taken.size > 20, 20_000);
  await child.kill();
  emailSink.hangFrom = Infinity;
  await notification.addInstance({ sending: sending() });
  await waitUntil(
    'all are told',
    async () => {
      const seen = await Promise.all(events.map(({ event_id: id }) => states(id)));
      return seen.every((each) => (each['email SENT'] ?? 0) + (each['email MERGED'] ?? 0) === 60);
    },
    60_000,
  );
  // One mail for each, with everything in it.
  expect([...emailSink.taken.values()]).toEqual(recipients.map(() => 1));
  for (const { first_name: name } of recipients) {
    const mail = emailSink.texts.filter((each) => each.includes(`Dear ${name},`)).join();
    for (const fact of facts) expect(mail.split(fact), `${name}: ${fact.source}`).toHaveLength(2);
  }
});

async function beQuiet(recipients: NoticeComposition['recipients']): Promise<void> {
  const now = Temporal.Now.zonedDateTimeISO('UTC');
  const wall = (time: Temporal.ZonedDateTime) => time.toPlainTime().toString({ smallestUnit: 'minute' });
  await notification.database.cluster.writer.query(
    `insert into preference (passenger_id, email, sms, push, kinds, quiet_from, quiet_to, time_zone, language)
     select id, true, false, false, '{delay,cancellation,gate_change}', $2, $3, 'UTC', 'en' from unnest($1::text[]) id`,
    [recipients.map(({ passenger_id: id }) => id), wall(now.subtract({ hours: 2 })), wall(now.add({ hours: 2 }))],
  );
}
