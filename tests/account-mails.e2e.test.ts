import { waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, openBrowser } from './browser.ts';
import { type Client, createClient } from './client.ts';
import { npmStart, type StartedStack, temporaryData } from './npm-start.ts';
import { openOutbox, type OutboxClient, type Received } from './outbox.ts';

// From the request to the mail and back: what somebody does who proves an address, or has forgotten a password.

const data = temporaryData();
let stack: StartedStack;
let client: Client;
let outbox: OutboxClient;
/** All that must not be in any log. */
const secrets = new Set<string>();

beforeAll(async () => {
  const args = ['--instances', 'user=1,booking=1,notification=1,operations=1'];
  stack = await npmStart({ dataDir: data.dir, port: 25_400, args });
  client = createClient(stack.base);
  outbox = openOutbox(stack.output());
}, 300_000);
afterAll(async () => {
  await stack?.stop();
  data.remove();
});

async function newTraveller() {
  const traveller = await client.newTraveller();
  const email = `${traveller.username}@example.org`;
  secrets.add(email);
  return { ...traveller, email };
}

/** Waits for the nth mail to an address that leads to the page, and gives the newest with its link and its token. */
async function mailTo(email: string, page: 'reset' | 'verify', count = 1) {
  const isWanted = ({ to, text }: Received) => to === email && text.includes(`/account/${page}?`);
  const found = await outbox.wait(count, isWanted);
  expect(found).toHaveLength(count);
  const [newest] = found;
  const link = /http:\S+\/account\/\w+\?token=\S+/.exec(newest?.text ?? '')?.[0] ?? '';
  const token = new URL(link).searchParams.get('token') ?? '';
  expect(newest?.text).toContain(`\n${token}\n`);
  secrets.add(token);
  return { mail: newest, link, token };
}

const post = (path: string, body: object) => client.call('POST', `/api/auth/${path}`, { body });

async function tryLogin(username: string, password: string): Promise<number> {
  return (await post('login', { username, password })).status;
}

async function isVerified(token: string): Promise<unknown> {
  return (await client.call('GET', '/api/auth/me', { token })).body['emailVerified'];
}

test('who registers gets a mail, and proves the address with its token, once', async () => {
  const { email, token: session } = await newTraveller();
  const { link, token, mail } = await mailTo(email, 'verify');
  expect(mail?.title).toBe('Please confirm your e-mail address');
  expect(new URL(link).host).toBe(new URL(stack.base.replace('127.0.0.1', 'localhost')).host);
  expect(await isVerified(session)).toBe(false);
  expect((await post('verify-email', { token })).status).toBe(204);
  expect(await isVerified(session)).toBe(true);
  const again = await post('verify-email', { token });
  expect([again.status, again.body['message']]).toEqual([400, 'token: is not valid any more']);
});

test('who forgot the password chooses a new one with the token of a mail in her language, once', async () => {
  const { email, username, password, token: session } = await newTraveller();
  await client.call('PATCH', '/api/auth/me', { token: session, body: { language: 'ro', firstName: 'Ana' } });
  expect((await post('password-reset', { email })).status).toBe(204);
  const { mail, token } = await mailTo(email, 'reset');
  expect(mail).toMatchObject({ title: 'Alegeți o parolă nouă pentru Airside' });
  expect(mail?.text).toMatch(/^Bună, Ana: /);
  const newPassword = randomUUID();
  expect((await post('password-reset/confirm', { token, newPassword })).status).toBe(204);
  expect(await tryLogin(username, password)).toBe(401);
  expect(await tryLogin(username, newPassword)).toBe(200);
  expect((await client.call('GET', '/api/auth/me', { token: session })).status).toBe(401);
  expect((await post('password-reset/confirm', { token, newPassword: randomUUID() })).status).toBe(400);
  expect(await tryLogin(username, newPassword)).toBe(200);
});

test('who is not known gets the same answer, and nobody a mail', async () => {
  const unknown = `${randomUUID()}@example.org`;
  expect((await post('password-reset', { email: unknown })).status).toBe(204);
  const { email } = await newTraveller();
  await post('password-reset', { email });
  await mailTo(email, 'reset');
  expect(await outbox.list(unknown)).toEqual([]);
});

describe.skipIf(browserPath === undefined)('in a browser', () => {
  test('the links lead to pages that work', async () => {
    const { email, username, password, token: session } = await newTraveller();
    const browser = await openBrowser();
    try {
      const { page } = browser;
      await page.goto((await mailTo(email, 'verify')).link);
      expect(await isVerified(session)).toBe(false);
      await page.getByRole('button', { name: 'Confirm the address' }).click();
      await page.getByText('Your e-mail address is confirmed.').waitFor();
      expect(await isVerified(session)).toBe(true);

      await post('password-reset', { email });
      const { link } = await mailTo(email, 'reset');
      const newPassword = randomUUID();
      await page.goto(link);
      await page.getByLabel('New password').fill(newPassword);
      await page.getByRole('button', { name: 'Set this password' }).click();
      await page.getByText('Your new password is set').waitFor();
      expect(page.url()).not.toContain('token');
      expect([await tryLogin(username, password), await tryLogin(username, newPassword)]).toEqual([401, 200]);
      expect(browser.faults).toEqual([]);

      await page.goto(link);
      await page.getByLabel('New password').fill(randomUUID());
      await page.getByRole('button', { name: 'Set this password' }).click();
      await page.getByText('This link was used already').waitFor();
    } finally {
      await browser.close();
    }
  });
});

test('every mail left a line with its event, and no token and no address is in any log', async () => {
  const dir = join(data.dir, 'logs');
  const logs = () =>
    readdirSync(dir)
      .map((file) => readFileSync(join(dir, file), 'utf8'))
      .join('');
  const handedOver = await waitUntil('the lines are written', () => {
    const lines = logs()
      .split('\n')
      .filter((line) => line.includes('account mail handed over'));
    return lines.length >= 4 ? lines : undefined;
  });
  for (const line of handedOver)
    expect(JSON.parse(line)).toMatchObject({
      eventId: expect.stringMatching(/^account\/\d+\/mail\//),
      channel: 'email',
      state: 'SENT',
    });
  expect(secrets.size).toBeGreaterThan(4);
  const all = logs();
  for (const secret of secrets) expect(all.includes(secret), secret).toBe(false);
});
