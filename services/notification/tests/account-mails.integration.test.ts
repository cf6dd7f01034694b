import type { AirsideEvent, OneTimePurpose, OneTimeTokenFacts } from '@airside/contracts';
import { createEvent } from '@airside/events';
import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTokenDirectory } from '../src/account-mails/token-directory.ts';
import type { ConfiguredChannels } from '../src/channels/channels.ts';
import type { Receivers } from '../src/receivers/receivers.ts';
import { channelsFor, startLocalReceivers } from './local-receivers.ts';
import { startNotification, type TestInstance, type TestNotification } from './notification.ts';

let receivers: Receivers;
let provided: ConfiguredChannels;
let notification: TestNotification;
let instance: TestInstance;
/** Tokens of the user service that can still be used. */
const open = new Map<string, OneTimeTokenFacts>();
/** What the user service answers instead of the truth. */
let trouble: 'does not answer' | 'does not know the route' | undefined;
let asked = 0;

const tokens = createTokenDirectory(async ({ path }) => {
  asked += 1;
  if (trouble === 'does not answer') throw new Error('connect ECONNREFUSED');
  if (trouble === 'does not know the route') return { status: 404, body: { code: 'ROUTE_NOT_FOUND' } };
  const facts = open.get(path.replace('/internal/one-time-tokens/', ''));
  return facts === undefined ? { status: 404, body: { code: 'ONE_TIME_TOKEN_VOID' } } : { status: 200, body: facts };
});

beforeAll(async () => {
  receivers = await startLocalReceivers();
  provided = channelsFor(receivers);
  notification = await startNotification({ stream: 'accounts' });
  instance = await notification.addInstance({ sending: { channels: provided.channels, tokens } });
});
afterEach(() => {
  receivers.faults.clear();
  receivers.outbox.clear();
  trouble = undefined;
});
afterAll(async () => {
  await notification.close();
  await provided.close();
  await receivers.close();
});

const db = () => notification.database.cluster.writer;
let lastAccount = 100;

/** A token as the user service makes one, with the event that asks for its mail. */
function newToken(change: Partial<OneTimeTokenFacts> = {}) {
  const accountId = ++lastAccount;
  const id = randomUUID();
  const facts: OneTimeTokenFacts = {
    accountId,
    purpose: 'verify_email',
    token: `secret-${randomUUID()}`,
    expiresAt: Temporal.Now.instant().add({ hours: 1 }).toString(),
    email: `traveller-${accountId}@example.org`,
    username: `traveller-${accountId}`,
    firstName: null,
    language: 'en',
    ...change,
  };
  open.set(id, facts);
  return { id, facts, event: mailRequested(id, facts) };
}

function mailRequested(tokenId: string, facts: OneTimeTokenFacts, eventId = `account/mail/${tokenId}`): AirsideEvent {
  const { accountId, purpose, expiresAt } = facts;
  const time = Temporal.Now.instant();
  const data = {
    user_id: accountId,
    purpose,
    token_id: tokenId,
    expires_at: expiresAt,
    timestamp: time.toString(),
  };
  const subject = `account/${accountId}`;
  return createEvent({ type: 'account.mail_requested', source: '/user_service', subject, data }, { id: eventId, time });
}

function accountDeleted(accountId: number): AirsideEvent {
  const time = Temporal.Now.instant();
  const data = { user_id: accountId, timestamp: time.toString() };
  const subject = `account/${accountId}`;
  return createEvent(
    { type: 'account.deleted', source: '/user_service', subject, data },
    { id: `account/${accountId}/deleted`, time },
  );
}

type Row = { state: string; reason: string; attempts: number; doubts: number };

async function rowOf(tokenId: string): Promise<Row | undefined> {
  const [row] = await db().query<Row>('select state, reason, attempts, doubts from account_mail where token_id = $1', [
    tokenId,
  ]);
  return row;
}

const whenRow = (tokenId: string, isThere: (row: Row) => boolean) =>
  waitUntil(`the mail of ${tokenId}`, async () => {
    const row = await rowOf(tokenId);
    return row !== undefined && isThere(row) ? row : Promise.reject(new Error(JSON.stringify(row)));
  });
const whenState = (tokenId: string, state: string) => whenRow(tokenId, (row) => row.state === state);

const mailsTo = (email: string) => receivers.outbox.list({ channel: 'email', to: email, limit: 100 }).messages;

/** Lets the retries come now that would come later. */
const hurry = () =>
  db().query(
    `update notification_service_jobs.job set start_after = now() where name = 'account-mails' and state = 'created'`,
  );

test.each<[OneTimePurpose, string, string, RegExp]>([
  ['verify_email', 'ro', 'Vă rugăm să confirmați adresa de e-mail', /^Bună, Zoë: /],
  ['password_reset', 'de', 'Neues Passwort für Airside wählen', /^Hallo Zoë, /],
])(
  'a mail for a %s arrives in the language of the account, with the page that works',
  async (purpose, language, subject, begin) => {
    const { id, facts, event } = newToken({ purpose, language, firstName: 'Zoë' });
    await notification.emit([event]);
    await whenState(id, 'SENT');
    const [mail, ...others] = mailsTo(facts.email);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ title: subject, deliveryId: id, account: 'primary' });
    const page = purpose === 'verify_email' ? 'verify' : 'reset';
    expect(mail?.text).toContain(`\nhttp://localhost:4000/account/${page}?token=${facts.token}\n`);
    expect(mail?.text).toMatch(begin);
  },
);

test('neither token nor address is written down, in no table', async () => {
  const { id, facts, event } = newToken();
  await notification.emit([event]);
  await whenState(id, 'SENT');
  const tables = await db().query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname like 'notification_service%'`,
  );
  expect(tables.length).toBeGreaterThan(10);
  for (const { name } of tables) {
    const found = await db().query(`select 1 from ${name} t where strpos(t::text, $1) > 0 or strpos(t::text, $2) > 0`, [
      facts.token,
      facts.email,
    ]);
    expect([name, found]).toEqual([name, []]);
  }
});

test('an event that comes twice, or a second one for the same token, sends no second mail', async () => {
  const { id, facts, event } = newToken();
  await notification.emit([event, event]);
  await notification.emit([mailRequested(id, facts, `another/${id}`)]);
  await whenState(id, 'SENT');
  const marker = newToken({ accountId: facts.accountId });
  await notification.emit([marker.event]);
  await whenState(marker.id, 'SENT');
  expect(mailsTo(facts.email)).toHaveLength(1);
  const jobs = await db().query(
    `select 1 from notification_service_jobs.job where name = 'account-mails' and data->>'tokenId' = $1`,
    [id],
  );
  expect(jobs).toHaveLength(1);
});

test.each(['500', '429', 'drop'] as const)(
  'while the first mail server says %s, the second has the mail',
  async (mode) => {
    receivers.faults.set({ channel: 'email', account: 'primary', mode });
    const { id, facts, event } = newToken();
    await notification.emit([event]);
    await whenState(id, 'SENT');
    expect(mailsTo(facts.email).map(({ account }) => account)).toEqual(['backup']);
  },
);

test('while no mail server takes it, it is tried again, and arrives once one does', async () => {
  receivers.faults.set({ channel: 'email', mode: '500' });
  const { id, facts, event } = newToken();
  await notification.emit([event]);
  const waiting = await whenRow(id, ({ attempts, state }) => attempts >= 2 && state === 'QUEUED');
  expect(waiting.reason).toContain('451');
  receivers.faults.clear();
  await hurry();
  await whenState(id, 'SENT');
  expect(mailsTo(facts.email)).toHaveLength(1);
});

test.each(['does not answer', 'does not know the route'] as const)(
  'while the user service %s the mail waits; afterwards it is sent',
  async (what) => {
    trouble = what;
    const { id, facts, event } = newToken();
    await notification.emit([event]);
    const waiting = await whenRow(id, ({ attempts, state }) => attempts >= 1 && state === 'QUEUED');
    expect(waiting.reason).toMatch(/^the user service cannot be asked: /);
    trouble = undefined;
    await hurry();
    await whenState(id, 'SENT');
    expect(mailsTo(facts.email)).toHaveLength(1);
  },
);

test('a token that was used meanwhile is not mailed', async () => {
  trouble = 'does not answer';
  const { id, facts, event } = newToken();
  await notification.emit([event]);
  await whenRow(id, ({ attempts, state }) => attempts >= 1 && state === 'QUEUED');
  open.delete(id);
  trouble = undefined;
  await hurry();
  expect((await whenState(id, 'VOID')).reason).toBe('its token was used or replaced before');
  expect(mailsTo(facts.email)).toEqual([]);
});

test('a token that ended before its mail left counts as failed', async () => {
  const { id, event } = newToken({ expiresAt: Temporal.Now.instant().subtract({ seconds: 1 }).toString() });
  open.delete(id);
  await notification.emit([event]);
  await whenState(id, 'FAILED');
});

test('a mail to no mailbox has failed, and is not tried again', async () => {
  receivers.faults.set({ channel: 'email', mode: 'refuse' });
  const { id, event } = newToken();
  await notification.emit([event]);
  expect(await whenState(id, 'FAILED')).toMatchObject({ attempts: 1, reason: expect.stringContaining('5.1.1') });
});

test('a mail that a server took without saying so is not sent again where its token is used by then', async () => {
  receivers.faults.set({ channel: 'email', mode: 'drop-after' });
  const { id, facts, event } = newToken();
  await notification.emit([event]);
  const waiting = await whenRow(id, ({ attempts, state }) => attempts >= 1 && state === 'QUEUED');
  expect(waiting).toMatchObject({ doubts: 1, reason: expect.stringContaining('a provider may have it') });
  open.delete(id);
  await hurry();
  await whenState(id, 'VOID');
  expect(mailsTo(facts.email)).toHaveLength(1);
});

test('… else once more, under the same Message-ID, and never a third time', async () => {
  receivers.faults.set({ channel: 'email', mode: 'drop-after' });
  const { id, facts, event } = newToken();
  await notification.emit([event]);
  await whenRow(id, ({ doubts, state }) => doubts === 1 && state === 'QUEUED');
  await hurry();
  expect((await whenState(id, 'FAILED')).reason).toBe('a provider may have it; it was not sent again');
  expect(mailsTo(facts.email).map(({ deliveryId }) => deliveryId)).toEqual([id, id]);
});

test('an attempt that died after the mail was given to a server counts as one nobody knows the end of', async () => {
  trouble = 'does not answer';
  const { id, facts, event } = newToken();
  await notification.emit([event]);
  await waitUntil('it looks as a dead process would leave it', async () => {
    const rows = await db().query(
      `update account_mail set state = 'SENDING', provider = 'smtp:primary'
        where token_id = $1 and state = 'QUEUED' and attempts > 0 returning 1`,
      [id],
    );
    return rows.length === 1;
  });
  trouble = undefined;
  const before = asked;
  await hurry();
  await whenRow(id, ({ doubts, state }) => doubts === 1 && state === 'QUEUED');
  expect(asked).toBe(before);
  expect(mailsTo(facts.email)).toEqual([]);
});

test('a mail whose job fails every time is given up with the reason', async () => {
  // Half a character, which no address can hold.
  const { id, facts, event } = newToken({ token: '\ud800' });
  await notification.emit([event]);
  await whenRow(id, ({ attempts }) => attempts >= 1);
  await waitUntil('its tries are used up', async () => {
    const rows = await db().query(
      `update notification_service_jobs.job set retry_limit = retry_count, start_after = now()
        where name = 'account-mails' and state = 'retry' and data->>'tokenId' = $1 returning 1`,
      [id],
    );
    return rows.length === 1;
  });
  expect((await whenState(id, 'FAILED')).reason).toContain('URI malformed');
  expect(mailsTo(facts.email)).toEqual([]);
});

test('preferences and quiet hours are for notices, not for these mails', async () => {
  const { id, facts, event } = newToken();
  await db().query(
    `insert into preference (account_id, email, sms, push, kinds, quiet_from, quiet_to, time_zone, language)
     values ($1, false, false, false, '{}', '00:00', '23:59', 'UTC', 'es')`,
    [facts.accountId],
  );
  await notification.emit([event]);
  await whenState(id, 'SENT');
  const [mail] = mailsTo(facts.email);
  expect(mail?.title).toBe('Please confirm your e-mail address');
  expect(Object.keys((mail?.details['headers'] ?? {}) as object)).not.toContain('list-unsubscribe');
});

test('a deleted account has no mails any more, sent or waiting', async () => {
  const sent = newToken();
  await notification.emit([sent.event]);
  await whenState(sent.id, 'SENT');
  trouble = 'does not answer';
  const waiting = newToken({ accountId: sent.facts.accountId, purpose: 'password_reset' });
  await notification.emit([waiting.event]);
  await whenRow(waiting.id, ({ attempts }) => attempts >= 1);
  await notification.emit([accountDeleted(sent.facts.accountId)]);
  await waitUntil('the rows are gone', async () => {
    const rows = await db().query('select 1 from account_mail where account_id = $1', [sent.facts.accountId]);
    return rows.length === 0;
  });
  trouble = undefined;
  await hurry();
  await waitUntil('no job waits', async () => {
    const jobs = await db().query(
      `select 1 from notification_service_jobs.job
        where name = 'account-mails' and state < 'completed' and data->>'tokenId' = $1`,
      [waiting.id],
    );
    return jobs.length === 0;
  });
  expect(mailsTo(waiting.facts.email)).toHaveLength(0);
});

test('the figures count mails by purpose and state', async () => {
  const figure = async (state: string) => {
    const text = (await instance.app.inject({ url: '/metrics' })).body;
    const line = text
      .split('\n')
      .find((each) => each.startsWith('account_mails_total{purpose="password_reset",state="' + state));
    return Number(line?.split(' ').at(-1));
  };
  const before = { QUEUED: await figure('QUEUED'), SENT: await figure('SENT') };
  const { id, event } = newToken({ purpose: 'password_reset' });
  await notification.emit([event]);
  await whenState(id, 'SENT');
  await waitUntil('it is counted', async () => (await figure('SENT')) === before.SENT + 1);
  expect(await figure('QUEUED')).toBe(before.QUEUED + 1);
});
