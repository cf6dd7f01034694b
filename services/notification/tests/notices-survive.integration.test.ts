import { headers, type NoticeComposition } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { callsOf, delayOf, departure, traveller } from './notices.ts';
import { sinkAccount, type Sink, startSink } from './notice-sink.ts';
import { clusterSecret, startNotification, type TestNotification } from './notification.ts';

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

test('2 000 notices over two instances: none is missing, none comes twice', { timeout: 60_000 }, async () => {
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
  // Every page comes to both, as a workflow that is taken over would do.
  await Promise.all(
    pages.flatMap((page) => [first, second].map(async (calls) => calls.compose(page).then(() => calls.send(page)))),
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
  const { child, url } = await startChild();
  const call = async (path: string, body: object) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { [headers.clusterSecret]: clusterSecret, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status, await answer.clone().text()).toBe(200);
  };
  const event: NoticeComposition = delayOf(
    25,
    departure(),
    Array.from({ length: 200 }, (_none, index) => traveller(20_000 + index, { phone: `+3736${index + 1_000_000}` })),
  );
  await preferSms(event);
  await call('/internal/notices/compose', event);
  await call('/internal/notices/send', {
    event_id: event.event_id,
    passenger_ids: event.recipients.map(({ passenger_id: id }) => id),
  });
  await waitUntil('some are in hand', () => emailSink.taken.size > 45 && smsSink.taken.size > 45);
  child.kill('SIGKILL');
  await once(child, 'exit');
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

async function startChild(): Promise<{ child: ChildProcess; url: string }> {
  const given = {
    urls: notification.database.urls,
    redisUrls: inject('servers').redisUrls,
    keyPrefix: 'child:',
    emailSink: emailSink.url,
    smsSink: smsSink.url,
    secret: clusterSecret,
  };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'notice-process.ts'), JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return { child, url: await waitUntil('it listens', () => (said.includes('\n') ? said.trim() : undefined)) };
}
