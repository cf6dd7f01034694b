import { selfSigned } from '@airside/testing';
import { get } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Account, Address } from '../src/channels/channel.ts';
import type { ConfiguredChannels } from '../src/channels/channels.ts';
import { createSmtpAccount } from '../src/channels/email/account.ts';
import { createTwilioAccount } from '../src/channels/sms/account.ts';
import type { FaultMode } from '../src/receivers/faults.ts';
import type { OutboxChannel } from '../src/receivers/outbox.ts';
import type { Receivers } from '../src/receivers/receivers.ts';
import { channelsFor, kindOf, messageTo, never, sids, startLocalReceivers, subscribe } from './local-receivers.ts';

const zoe = { channel: 'email', email: 'zoe@example.org', name: 'Zoë "Z" 🛫' } as const;
const phone = { channel: 'sms', phone: '+37360000001' } as const;
const device = { channel: 'fcm', token: 'a-token-of-a-phone' } as const;
let receivers: Receivers;
let provided: ConfiguredChannels;
let browser: Address;
const servers: Server[] = [];

beforeAll(async () => {
  receivers = await startLocalReceivers();
  provided = channelsFor(receivers);
  browser = await subscribe(receivers, 'zoe');
});
afterEach(() => {
  receivers.faults.clear();
  receivers.outbox.clear();
  for (const server of servers.splice(0)) server.close();
});
afterAll(async () => {
  await provided.close();
  await receivers.close();
});

function accountOf(channel: OutboxChannel): { account: Account; address: Address } {
  const [account] = provided.channels[channel];
  if (account === undefined) throw new Error(`no account for ${channel}`);
  return { account, address: { email: zoe, sms: phone, fcm: device, webpush: browser }[channel] };
}

/** What the receiver has of a delivery. */
function caught(deliveryId: string) {
  return receivers.outbox.list({ limit: 1000 }).messages.filter((message) => message.deliveryId === deliveryId);
}

test('an e-mail arrives as text and HTML, with names, thread and one-click unsubscribe as they were meant', async () => {
  const { account, address } = accountOf('email');
  expect(await account.send(address, messageTo('mail-1'), never)).toMatchObject({ kind: 'accepted' });
  const [mail] = caught('mail-1');
  expect(mail).toMatchObject({
    channel: 'email',
    to: 'zoe@example.org',
    account: 'primary',
    title: 'Zborul SW1234 întârzie',
    details: {
      toName: 'Zoë "Z" 🛫',
      fromName: 'Airside',
      headers: {
        'message-id': '<mail-1@airside.example>',
        'list-unsubscribe': '<http://localhost:4000/api/notifications/unsubscribe?token=a.b-c>',
        'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
        'content-language': 'ro',
        'auto-submitted': 'auto-generated',
        importance: 'high',
      },
    },
  });
  expect(mail?.text).toContain('Dear Zoë 🛫,\n\nyour flight <SW1234>');
  expect(mail?.details['html']).toContain('your flight &lt;SW1234&gt; leaves 25 minutes later &amp; from');
  await account.send(address, messageTo('mail-2', { subject: 'later still' }), never);
  const headersOf = (id: string) => caught(id)[0]?.details['headers'] as Record<string, string>;
  expect(headersOf('mail-2')['references']).toBe(headersOf('mail-1')['references']);
  expect(headersOf('mail-2')['in-reply-to']).toMatch(/^<thread\./);
});

test('an SMS arrives with its sender, its text and where its receipt goes; the account can be asked for it', async () => {
  const { account, address } = accountOf('sms');
  const message = messageTo('sms-1');
  const sent = { address, message };
  expect(await account.find?.('sms-1', never, sent)).toBe('not sent');
  expect(await account.send(address, message, never)).toMatchObject({
    kind: 'accepted',
    providerId: expect.stringMatching(/^SM/) as string,
  });
  expect(caught('sms-1')[0]).toMatchObject({
    to: '+37360000001',
    from: '+14155550100',
    account: sids.primary,
    text: message.sms,
    details: { statusCallback: 'http://localhost:4000/api/notifications/callbacks/twilio?delivery=sms-1' },
  });
  expect(await account.find?.('sms-1', never, sent)).toBe('sent');
  const other = { address, message: messageTo('sms-2', { sms: 'another text' }) };
  expect(await account.find?.('sms-2', never, other)).toBe('not sent');
  receivers.faults.set({ channel: 'sms', mode: 'drop-after' });
  expect(await account.send(other.address, other.message, never)).toMatchObject({ kind: 'unknown' });
  expect(await account.find?.('sms-2', never, other)).toBe('sent');
});

test('a push message arrives by FCM with an access token fetched once', async () => {
  const { account, address } = accountOf('fcm');
  const outcomes = await Promise.all(['a', 'b', 'c'].map((id) => account.send(address, messageTo(`fcm-${id}`), never)));
  expect(outcomes.map(kindOf)).toEqual(['accepted', 'accepted', 'accepted']);
  expect(caught('fcm-a')[0]).toMatchObject({
    to: device.token,
    account: 'airside-local',
    title: 'SW1234 is late 🕒',
    text: 'Leaves at 14:25 from A12',
    details: { android: { priority: 'HIGH', ttl: '14400s' }, data: { thread: 'flight/12' } },
  });
});

test('a Web Push message arrives encrypted and is read by its browser alone', async () => {
  const { account, address } = accountOf('webpush');
  expect(await account.send(address, messageTo('push-1'), never)).toMatchObject({ kind: 'accepted' });
  expect(caught('push-1')[0]).toMatchObject({
    title: 'SW1234 is late 🕒',
    text: 'Leaves at 14:25 from A12',
    details: {
      tag: 'flight/12',
      lang: 'ro',
      ttl: 14_400,
      urgency: 'high',
      topic: expect.stringMatching(/^[\w-]{32}$/) as string,
    },
  });
  const stranger = await subscribe(receivers, 'stranger');
  const mixed: Address = {
    channel: 'webpush',
    subscription: { ...stranger.subscription, endpoint: `${receivers.url}/push/zoe` },
  };
  expect(await account.send(mixed, messageTo('push-2'), never)).toMatchObject({
    kind: 'refused',
    isAddressDead: false,
  });
  expect(caught('push-2')).toEqual([]);
});

test.each(['email', 'sms', 'fcm', 'webpush'] as const)('%s: every misbehaviour is told apart', async (channel) => {
  const { account, address } = accountOf(channel);
  const results: Partial<Record<FaultMode, string>> = {};
  const taken: string[] = [];
  for (const mode of ['refuse', '429', '500', 'drop', 'drop-after', 'hang', 'hang-after'] as const) {
    receivers.faults.set({ channel, mode, count: 1 });
    // The caller's own deadline ends a hang long before ours.
    const signal = mode.startsWith('hang') ? AbortSignal.timeout(300) : never;
    results[mode] = kindOf(await account.send(address, messageTo(`fault-${mode}`), signal));
    if (caught(`fault-${mode}`).length > 0) taken.push(mode);
  }
  const isSmtp = channel === 'email';
  expect(results).toEqual({
    refuse: 'refused, address dead',
    '429': 'unavailable',
    '500': 'unavailable',
    // SMTP says before the text that it is ready for it; of a call over HTTP it is not known how far it came.
    drop: isSmtp ? 'unavailable' : 'unknown',
    hang: isSmtp ? 'unavailable' : 'unknown',
    'drop-after': 'unknown',
    'hang-after': 'unknown',
  });
  expect(taken).toEqual(['drop-after', 'hang-after']);
  expect(kindOf(await account.send(address, messageTo('after-all'), never))).toBe('accepted');
  expect(caught('after-all')).toHaveLength(1);
});

test('what was given up is not delivered behind our back', async () => {
  const { account, address } = accountOf('email');
  receivers.faults.set({ channel: 'email', mode: 'hang', count: 5 });
  const sends = Array.from({ length: 5 }, (_unused, n) =>
    account.send(address, messageTo(`given-up-${n}`), AbortSignal.timeout(200)),
  );
  expect((await Promise.all(sends)).map(kindOf)).toEqual(Array.from({ length: 5 }, () => 'unavailable'));
  await account.send(address, messageTo('last'), never);
  expect(receivers.outbox.list({ limit: 10 }).messages.map(({ deliveryId }) => deliveryId)).toEqual(['last']);
});

test('a provider that asks for a rest is quoted with the time', async () => {
  const { account, address } = accountOf('fcm');
  receivers.faults.set({ channel: 'fcm', mode: '429', count: 1 });
  expect(await account.send(address, messageTo('rest'), never)).toMatchObject({
    kind: 'unavailable',
    retryAfterMs: 1000,
  });
});

/** A server that does with each connection what it is told. */
async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const from = { name: 'Airside', address: 'notices@airside.example' };

function smtpAt(
  port: number,
  tls: 'required' | 'implicit' | 'off' = 'off',
  login?: { user: string; pass: string },
): Account {
  return createSmtpAccount({ host: '127.0.0.1', port, tls, login, from });
}

test('a mail server that is gone, silent, in the clear or without a trusted certificate has taken nothing', async () => {
  const gone = await listen(() => undefined);
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  const silent = await listen(() => undefined);
  const rude = await listen((socket) => socket.destroy());
  const plain = await listen((socket) => {
    socket.write('220 plain\r\n');
    socket.on('data', () => socket.write('250 plain, and without STARTTLS\r\n'));
  });
  const untrusted = new SMTPServer({ authOptional: true, ...selfSigned() });
  untrusted.on('error', () => undefined);
  await new Promise<void>((resolve) => untrusted.listen(0, '127.0.0.1', () => resolve()));
  const untrustedPort = (untrusted.server.address() as AddressInfo).port;
  const send = async (account: Account, signal = never) => {
    const outcome = await account.send(zoe, messageTo('unsent'), signal);
    await account.close();
    return outcome;
  };
  expect(await send(smtpAt(gone))).toMatchObject({ kind: 'unavailable' });
  expect(await send(smtpAt(silent), AbortSignal.timeout(200))).toMatchObject({
    kind: 'unavailable',
    reason: 'no answer in time',
  });
  expect(await send(smtpAt(rude))).toMatchObject({ kind: 'unavailable' });
  expect(await send(smtpAt(plain, 'required'))).toMatchObject({ kind: 'unavailable' });
  expect(await send(smtpAt(plain, 'implicit'))).toMatchObject({ kind: 'unavailable' });
  expect(await send(smtpAt(untrustedPort, 'required'))).toMatchObject({
    kind: 'unavailable',
    reason: expect.stringMatching(/certificate/i) as string,
  });
  await new Promise<void>((resolve) => untrusted.close(() => resolve()));
});

test.each(['required', 'implicit'] as const)('over TLS (%s) a mail goes to a server that is trusted', async (tls) => {
  const certificate = selfSigned();
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, certificate.cert]);
  let isSecure = false;
  const trusted = new SMTPServer({
    authOptional: true,
    secure: tls === 'implicit',
    ...certificate,
    onData(stream, session, callback) {
      isSecure = session.secure;
      stream.on('end', () => callback(null)).resume();
    },
  });
  trusted.on('error', () => undefined);
  await new Promise<void>((resolve) => trusted.listen(0, '127.0.0.1', () => resolve()));
  const account = smtpAt((trusted.server.address() as AddressInfo).port, tls);
  expect(await account.send(zoe, messageTo('secret'), never)).toMatchObject({ kind: 'accepted' });
  expect(isSecure).toBe(true);
  setDefaultCACertificates(before);
  await account.close();
  await new Promise<void>((resolve) => trusted.close(() => resolve()));
});

test('a wrong password is the account’s fault, not the message’s', async () => {
  const account = smtpAt(receivers.smtpPort, 'off', { user: 'primary', pass: 'wrong' });
  expect(await account.send(zoe, messageTo('login'), never)).toMatchObject({
    kind: 'unavailable',
    reason: expect.stringMatching(/535/) as string,
  });
  const twilio = createTwilioAccount(
    {
      baseUrl: receivers.url,
      accountSid: sids.primary,
      authToken: 'wrong',
      sender: { from: '+14155550100' },
      callbackUrl: 'http://localhost:4000/callback',
    },
    () => Temporal.Now.instant(),
  );
  expect(await twilio.send(phone, messageTo('login'), never)).toMatchObject({ kind: 'unavailable' });
  await Promise.all([account.close(), twilio.close()]);
});

test('a connection that ended while it rested is replaced, and the mail is sent once', async () => {
  const sockets: Socket[] = [];
  const port = await listen((socket) => {
    sockets.push(socket);
    socket.write('220 ready\r\n');
    let isText = false;
    socket.on('data', (data) => {
      const text = data.toString();
      if (isText) {
        isText = !text.endsWith('\r\n.\r\n');
        if (!isText) socket.write('250 taken\r\n');
        return;
      }
      isText = text.startsWith('DATA');
      socket.write(isText ? '354 go on\r\n' : text.startsWith('EHLO') ? '250 hello\r\n' : '250 fine\r\n');
    });
  });
  const account = smtpAt(port);
  expect(await account.send(zoe, messageTo('one'), never)).toMatchObject({ kind: 'accepted' });
  expect(await account.send(zoe, messageTo('two'), never)).toMatchObject({ kind: 'accepted' });
  expect(sockets).toHaveLength(1);
  sockets[0]?.destroy();
  expect(await account.send(zoe, messageTo('three'), never)).toMatchObject({ kind: 'accepted' });
  expect(sockets).toHaveLength(2);
  await account.close();
});

test('a provider over HTTP that is gone, or whose TLS fails, has taken nothing', async () => {
  const port = await listen((socket) => socket.on('data', () => socket.end('not TLS at all')));
  const settings = {
    accountSid: sids.primary,
    authToken: 'token',
    sender: { from: '+14155550100' },
    callbackUrl: 'http://localhost:4000/callback',
  };
  for (const baseUrl of [`https://127.0.0.1:${port}`, 'http://127.0.0.1:9']) {
    const account = createTwilioAccount({ ...settings, baseUrl }, () => Temporal.Now.instant());
    expect(await account.send(phone, messageTo('unsent'), never)).toMatchObject({ kind: 'unavailable' });
    await account.close();
  }
});

test('what a provider refuses for its form is refused, and a dead number is called dead', async () => {
  const { account } = accountOf('sms');
  expect(await account.send({ channel: 'sms', phone: '12' }, messageTo('x'), never)).toMatchObject({
    isAddressDead: true,
  });
  expect(await account.send(phone, messageTo('x', { sms: '' }), never)).toMatchObject({
    kind: 'refused',
    isAddressDead: false,
  });
  expect(await account.send(zoe, messageTo('x'), never)).toMatchObject({ kind: 'refused', isAddressDead: false });
});

test('no push message goes to an address inside', async () => {
  const { account } = accountOf('webpush');
  if (browser.channel !== 'webpush') throw new Error('not a browser');
  const { keys } = browser.subscription;
  for (const endpoint of [
    'http://169.254.169.254/latest',
    'https://10.0.0.1/push',
    'http://[::1]:1/x',
    'ftp://example.org/',
  ])
    expect(
      await account.send({ channel: 'webpush', subscription: { endpoint, keys } }, messageTo('x'), never),
    ).toMatchObject({
      kind: 'refused',
      isAddressDead: true,
    });
  const named = { endpoint: 'https://localhost/push', keys };
  expect(await account.send({ channel: 'webpush', subscription: named }, messageTo('x'), never)).toMatchObject({
    kind: 'unavailable',
    reason: expect.stringMatching(/not public/) as string,
  });
});

test('the outbox shows what it has as pages without anything inline, and as JSON', async () => {
  for (const channel of ['email', 'sms', 'fcm', 'webpush'] as const) {
    const { account, address } = accountOf(channel);
    await account.send(address, messageTo(`shown-${channel}`, { body: '<script>alert(1)</script>' }), never);
  }
  const show = async (path: string) => {
    const answer = await fetch(receivers.url + path);
    return {
      status: answer.status,
      csp: answer.headers.get('content-security-policy') ?? '',
      text: await answer.text(),
    };
  };
  const list = await show('/outbox');
  expect(list.csp).toContain("default-src 'none'; style-src 'self'");
  const { id = 0 } = caught('shown-email')[0] ?? {};
  const page = await show(`/outbox/${id}`);
  for (const { text } of [list, page]) expect(text).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
  expect(list.text).toContain('zoe@example.org');
  expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  const html = await show(`/outbox/${id}/html`);
  expect(html.csp).toMatch(/^sandbox; default-src 'none'/);
  expect((await show('/outbox/999999')).status).toBe(404);
  const json = JSON.parse((await show('/outbox.json?channel=sms&to=%2B37360000001&limit=5')).text) as { count: number };
  expect(json).toMatchObject({ count: 1, total: 1, counts: { email: 1, sms: 1, fcm: 1, webpush: 1 } });
  expect((await show('/outbox.json?channel=pigeon')).status).toBe(400);
  expect((await show('/outbox.json?limit=0')).status).toBe(400);
  await fetch(`${receivers.url}/outbox.json`, { method: 'DELETE' });
  expect(JSON.parse((await show('/outbox.json')).text)).toMatchObject({ count: 0 });
});

test('faults are set by JSON alone, and the receivers answer to no other name than localhost', async () => {
  const post = (body: object, type = 'application/json') =>
    fetch(`${receivers.url}/faults`, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) });
  expect((await post({ channel: 'sms', mode: '500', count: 1 })).status).toBe(200);
  expect(receivers.faults.list()).toEqual([{ channel: 'sms', mode: '500', count: 1 }]);
  expect((await post({ channel: 'sms', mode: 'hang' }, 'text/plain')).status).toBe(400);
  expect((await post({ channel: 'sms', mode: 'explode' })).status).toBe(400);
  expect((await post({ channel: 'sms', mode: '500', count: -1 })).status).toBe(400);
  const { port } = new URL(receivers.url);
  const status = await new Promise<number | undefined>((resolve) => {
    get({ host: '127.0.0.1', port, path: '/outbox.json', headers: { host: `rebound.example:${port}` } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
  });
  expect(status).toBe(421);
});
