import type { AirsideEvent, CreatedWebhook, NewWebhook, Role, Webhook } from '@airside/contracts';
import { createEvent } from '@airside/events';
import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { clusterSecret, startNotification, type TestInstance, type TestNotification, tokens } from './notification.ts';
import { isSigned, type Receiver, startReceiver } from './receiver.ts';

const path = '/api/notifications/webhooks';
/** What names resolve to; a test changes it under a webhook's feet. */
const names = new Map<string, string>();
const receivers: Receiver[] = [];
let notification: TestNotification;
let instance: TestInstance;

const as = (...roles: Role[]) => tokens.bearer({ userId: 7, roles: ['passenger', ...roles] });

beforeAll(async () => {
  notification = await startNotification();
  instance = await notification.addInstance({
    targets: {
      allowedHosts: ['localhost'],
      async resolve(host) {
        const address = host === 'localhost' ? '127.0.0.1' : names.get(host);
        if (address === undefined) throw new Error('ENOTFOUND');
        return [{ address, family: 4 }];
      },
    },
  });
});
beforeEach(() => notification.database.cluster.writer.query('delete from webhook'));
afterEach(() => Promise.all(receivers.splice(0).map((receiver) => receiver.close())));
afterAll(() => notification.close());

async function receiver(answer?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const started = await startReceiver(answer);
  receivers.push(started);
  return started;
}

function post(body: object, headers: Record<string, string> = as('ops')) {
  return instance.app.inject({ method: 'POST', url: path, headers, payload: body });
}

async function register(webhook: NewWebhook): Promise<CreatedWebhook> {
  const answer = await post(webhook);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json<CreatedWebhook>();
}

async function list(): Promise<Webhook[]> {
  const answer = await instance.app.inject({ method: 'GET', url: path, headers: as('admin') });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json<{ webhooks: Webhook[] }>().webhooks;
}

function boarding(id: string = randomUUID()): AirsideEvent {
  const time = Temporal.Now.instant();
  return createEvent(
    {
      type: 'flight.status_changed',
      source: '/booking_service',
      subject: 'FL001',
      data: { flight_id: 'FL001', old_status: 'SCHEDULED', new_status: 'BOARDING', timestamp: time.toString() },
    },
    { id, time },
  );
}

test('a matching event arrives once, as a CloudEvent that its receiver can verify', async () => {
  const target = await receiver();
  const other = await receiver();
  const webhook = await register({ url: target.url, types: ['flight.*'] });
  await register({ url: other.url, types: ['booking.*', 'flight.cancelled'] });
  const event = boarding();
  await notification.emit([event]);
  await waitUntil('it has arrived', () => target.received.length > 0);
  const [message] = target.received;
  if (message === undefined) throw new Error('nothing came');
  expect(JSON.parse(message.body)).toEqual(event);
  expect(message.headers['content-type']).toMatch(/^application\/cloudevents\+json/);
  expect(message.headers['webhook-id']).toBe(event.id);
  expect(isSigned(webhook.secret, message)).toBe(true);
  expect(isSigned(webhook.secret, { ...message, body: message.body.replace('BOARDING', 'CANCELLED') })).toBe(false);
  const shown = await waitUntil('it is noted', async () =>
    (await list()).find(({ lastSuccessAt }) => lastSuccessAt !== null),
  );
  expect(shown).toMatchObject({ id: webhook.id, state: 'ok', failingSince: null, pending: 0, givenUp: [] });
  expect(JSON.stringify(await list())).not.toContain(webhook.secret);
  expect(other.received).toEqual([]);
});

test('the secret of the one who registers is used, and a bad one refused', async () => {
  const target = await receiver();
  const secret = `whsec_${Buffer.alloc(24, 'k').toString('base64')}`;
  expect((await register({ url: target.url, types: ['*'], secret })).secret).toBe(secret);
  await notification.emit([boarding()]);
  await waitUntil('it has arrived', () => target.received.length > 0);
  expect(target.received.map((message) => isSigned(secret, message))).toEqual([true]);
  const refused = await post({ url: target.url, types: ['*'], secret: 'whsec_short' });
  expect([refused.statusCode, refused.json<{ message: string }>().message]).toEqual([
    400,
    expect.stringContaining('secret'),
  ]);
});

test('an error is followed by another attempt under the same id, and a success by none', async () => {
  const target = await receiver((reply, count) => reply.writeHead(count === 1 ? 500 : 200).end('thank you'));
  const webhook = await register({ url: target.url, types: ['flight.status_changed'] });
  const event = boarding();
  await notification.emit([event]);
  const failing = await waitUntil('the failure shows', async () =>
    (await list()).find(({ state }) => state === 'failing'),
  );
  expect(failing).toMatchObject({ pending: 1, lastFailure: 'the target answered 500' });
  await waitUntil('it is well again', async () => (await list()).every(({ state }) => state === 'ok'));
  expect(target.received.map(({ headers }) => headers['webhook-id'])).toEqual([event.id, event.id]);
  expect(target.received.every((message) => isSigned(webhook.secret, message))).toBe(true);
  expect(await list()).toMatchObject([{ pending: 0, failingSince: null, lastFailure: null }]);
});

test('a redirect is not followed', async () => {
  const inner = await receiver();
  const target = await receiver((reply) => reply.writeHead(302, { location: inner.url }).end());
  await register({ url: target.url, types: ['*'] });
  await notification.emit([boarding()]);
  const failing = await waitUntil('it fails', async () => (await list()).find(({ state }) => state === 'failing'));
  expect(failing.lastFailure).toBe('the target answered 302; redirects are not followed');
  expect(inner.received).toEqual([]);
});

test('a target that is gone is sent nothing more, and the list says why', async () => {
  const target = await receiver((reply) => reply.writeHead(410).end());
  await register({ url: target.url, types: ['*'] });
  const event = boarding();
  await notification.emit([event]);
  const disabled = await waitUntil('it is disabled', async () =>
    (await list()).find(({ state }) => state === 'disabled'),
  );
  expect(disabled).toMatchObject({
    pending: 0,
    givenUp: [{ eventId: event.id, type: event.type, reason: 'the target answered 410 Gone', attempts: 1 }],
  });
  const witness = await receiver();
  await register({ url: witness.url, types: ['*'] });
  await notification.emit([boarding()]);
  await waitUntil('the other one hears of it', () => witness.received.length > 0);
  expect(target.received).toHaveLength(1);
});

test.each([
  ['http://127.0.0.1/', 'not public'],
  ['http://10.1.2.3/', 'not public'],
  ['http://[::1]:8080/', 'not public'],
  ['http://[::ffff:10.0.0.1]/', 'not public'],
  ['http://169.254.169.254/latest/meta-data/', 'not public'],
  ['http://2130706433/', 'not public'],
  ['http://inside.example/', 'not public'],
  ['http://nowhere.example/', 'cannot be resolved'],
  ['ftp://outside.example/', 'http or https'],
  ['https://user:pass@outside.example/', 'credentials'],
  ['/relative', 'absolute'],
])('%s is refused when it is registered, naming url', async (url, reason) => {
  names.set('inside.example', '192.168.0.7');
  const answer = await post({ url, types: ['*'] });
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ errors: [{ field: 'url', message: expect.stringContaining(reason) }] });
  expect(await list()).toEqual([]);
});

test('a name that means another address by the time of the delivery is refused then', async () => {
  const target = await receiver();
  names.set('rebound.example', '93.184.216.34');
  await register({ url: `http://rebound.example:${target.port}/`, types: ['*'] });
  names.set('rebound.example', '127.0.0.1');
  await notification.emit([boarding()]);
  const failing = await waitUntil('it fails', async () => (await list()).find(({ state }) => state === 'failing'));
  expect(failing.lastFailure).toContain('not public');
  expect(target.received).toEqual([]);
});

test('a target that hangs holds up no other', async () => {
  const hanging = await receiver(() => undefined);
  const brisk = await receiver();
  await register({ url: hanging.url, types: ['*'] });
  await register({ url: brisk.url, types: ['*'] });
  const events = Array.from({ length: 30 }, () => boarding());
  await notification.emit(events);
  await waitUntil('the brisk one has all', () => brisk.received.length === events.length, 5000);
  expect(hanging.received.length).toBeLessThanOrEqual(2);
  expect(new Set(brisk.received.map(({ headers }) => headers['webhook-id'])).size).toBe(events.length);
  const failing = await waitUntil(
    'the other one is given up waiting for',
    async () => (await list()).find(({ state }) => state === 'failing'),
    15_000,
  );
  expect(failing).toMatchObject({ pending: 30, lastFailure: 'the target did not answer within 10 s' });
});

test('an answer that never ends is not read to its end', async () => {
  let isCutOff = false;
  const target = await receiver((reply) => {
    reply.writeHead(200);
    const pour = () => {
      if (!reply.destroyed) reply.write(Buffer.alloc(16 * 1024), () => setImmediate(pour));
    };
    reply.on('close', () => {
      isCutOff = true;
    });
    pour();
  });
  await register({ url: target.url, types: ['*'] });
  await notification.emit([boarding()]);
  await waitUntil('the answer is cut off', () => isCutOff, 5000);
  await waitUntil('it counts as delivered', async () => (await list())[0]?.lastSuccessAt !== null);
  expect(target.received).toHaveLength(1);
});

test('a delivery whose attempts are used up is shown as given up, with the last reason', async () => {
  const target = await receiver((reply) => reply.writeHead(500).end());
  await register({ url: target.url, types: ['*'] });
  const event = boarding();
  await notification.emit([event]);
  await waitUntil('it fails', async () => (await list())[0]?.state === 'failing');
  // A day passes.
  await waitUntil('it waits for its last attempt', async () => {
    const rows = await notification.database.cluster.writer.query(
      `update notification_service_jobs.job set retry_limit = retry_count + 1
        where data ->> 'eventId' = $1 and state = 'retry' returning id`,
      [event.id],
    );
    return rows.length === 1;
  });
  const givenUp = await waitUntil('it is given up', async () => (await list())[0]?.givenUp[0]);
  expect(givenUp).toMatchObject({ eventId: event.id, reason: 'the target answered 500' });
  expect(givenUp.attempts).toBe(target.received.length);
  expect(await list()).toMatchObject([{ state: 'failing', pending: 0 }]);
});

test('there are at most 100 webhooks', async () => {
  await notification.database.cluster.writer.query(
    `insert into webhook (url, types, secret, created_by)
     select 'http://localhost/' || n, '{*}', 'whsec_', 1 from generate_series(1, 99) n`,
  );
  const answers = await Promise.all([1, 2, 3].map(() => post({ url: 'http://localhost/', types: ['*'] })));
  expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
  expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(2);
  expect(await list()).toHaveLength(100);
});

test('an event that is delivered again makes one POST per webhook', async () => {
  const target = await receiver();
  await register({ url: target.url, types: ['*'] });
  const event = boarding();
  await notification.emit([event]);
  await waitUntil('it has arrived', () => target.received.length === 1);
  await notification.database.cluster.writer.query('delete from inbox');
  await notification.emit([event]);
  const last = boarding();
  await notification.emit([last]);
  await waitUntil('the one after it has arrived', () =>
    target.received.some(({ headers }) => headers['webhook-id'] === last.id),
  );
  expect(target.received.map(({ headers }) => headers['webhook-id'])).toEqual([event.id, last.id]);
});

test('a deleted webhook gets nothing more, not even what was waiting for its next attempt', async () => {
  const target = await receiver((reply) => reply.writeHead(503).end());
  const webhook = await register({ url: target.url, types: ['*'] });
  await notification.emit([boarding()]);
  await waitUntil('it fails', async () => (await list())[0]?.state === 'failing');
  const remove = (id: number) => instance.app.inject({ method: 'DELETE', url: `${path}/${id}`, headers: as('ops') });
  expect((await remove(webhook.id)).statusCode).toBe(204);
  expect((await remove(webhook.id)).statusCode).toBe(404);
  const soFar = target.received.length;
  const witness = await receiver((reply, count) => reply.writeHead(count === 1 ? 503 : 204).end());
  await register({ url: witness.url, types: ['*'] });
  await notification.emit([boarding()]);
  // The witness fails later than the deleted one and is tried again before us: by then its turn has long passed.
  await waitUntil('the witness was tried again', () => witness.received.length === 2);
  expect(target.received).toHaveLength(soFar);
});

test('only ops and admins may see and change webhooks', async () => {
  const target = await receiver();
  const callers: [string, Record<string, string>, number][] = [
    ['nobody', {}, 401],
    ['a traveller', as(), 403],
    ['an agent', as('agent'), 403],
    ['ops', as('ops'), 201],
    ['an admin', as('admin'), 201],
  ];
  for (const [who, headers, status] of callers) {
    expect((await post({ url: target.url, types: ['*'] }, headers)).statusCode, who).toBe(status);
    const seen = await instance.app.inject({ method: 'GET', url: path, headers });
    expect(seen.statusCode, who).toBe(status === 201 ? 200 : status);
    const removed = await instance.app.inject({ method: 'DELETE', url: `${path}/999999`, headers });
    expect(removed.statusCode, who).toBe(status === 201 ? 404 : status);
  }
});

test.each([
  [{ url: 'http://localhost/' }, 'types'],
  [{ url: 'http://localhost/', types: [] }, 'types'],
  [{ url: 'http://localhost/', types: ['flight*'] }, 'types'],
  [{ url: 'http://localhost/', types: Array(51).fill('*') }, 'types'],
  [{ types: ['*'] }, 'url'],
  [{ url: `http://localhost/${'x'.repeat(3000)}`, types: ['*'] }, 'url'],
  [{ url: 'http://localhost/', types: ['*'], owner: 1 }, 'owner'],
])('a body that is not valid is refused, naming the field (%#)', async (body, field) => {
  const answer = await post(body);
  expect([answer.statusCode, answer.json<{ message: string }>().message]).toEqual([
    400,
    expect.stringContaining(field),
  ]);
});

test('the target of a rule is called once for an event, with the secret of whoever registered the URL', async () => {
  const target = await receiver();
  const webhook = await register({ url: target.url, types: ['account.deleted'] });
  const event = boarding();
  const call = (payload: object, headers: Record<string, string> = { 'x-airside-cluster-secret': clusterSecret }) =>
    instance.app.inject({ method: 'POST', url: '/internal/webhook-calls', headers, payload });
  const ask = { rule_id: 7, url: target.url, event };
  expect([(await call(ask)).statusCode, (await call(ask)).json()]).toEqual([202, { isNew: false }]);
  await waitUntil('it has arrived', () => target.received.length > 0);
  expect(target.received.map((message) => isSigned(webhook.secret, message))).toEqual([true]);
  expect((await call({ ...ask, url: 'http://10.0.0.1/' })).statusCode).toBe(400);
  expect((await call(ask, {})).statusCode).toBe(404);
});
