import { createApp } from '@airside/service';
import { createTestTokens, silentLogger } from '@airside/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Receipt, twilioCallbackPath, twilioCallbackRoutes } from './callback-routes.ts';
import { twilioSignature } from './signature.ts';

const publicUrl = 'https://fly.example.org';
const authToken = 'token-of-the-account';
const deliveryId = '79f887f5-bb3b-44e9-ae08-6a43ec566096';
const path = `${twilioCallbackPath}?delivery=${deliveryId}`;
const receipts: Receipt[] = [];
let app: Awaited<ReturnType<typeof createApp>>;

beforeAll(async () => {
  app = await createApp({
    service: 'notification_service',
    instance: 'notification_service_1',
    version: '0',
    logger: silentLogger(),
    auth: { clusterSecret: 'a-secret-of-the-test', verifyToken: createTestTokens().verifyToken },
  });
  twilioCallbackRoutes(app, {
    publicUrl,
    authTokens: new Map([['AC1', authToken]]),
    async onReceipt(receipt) {
      receipts.push(receipt);
    },
  });
});
beforeEach(() => void receipts.splice(0));
afterAll(() => app.close());

const delivered = { MessageSid: 'SM1', MessageStatus: 'delivered', AccountSid: 'AC1', To: '+37360000001' };

async function callBack(
  fields: Record<string, string>,
  { signedUrl = publicUrl + path, token = authToken, url = path, signature = undefined as string | undefined } = {},
) {
  const form = new URLSearchParams(fields);
  const answer = await app.inject({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature ?? twilioSignature(token, signedUrl, form),
    },
    payload: form.toString(),
  });
  return answer.statusCode;
}

test('the signature is the one of Twilio’s documentation', () => {
  const fields = new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+12349013030',
    Digits: '1234',
    From: '+12349013030',
    To: '+18005551212',
  });
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  expect(twilioSignature('12345', url, fields)).toBe('0/KCTR6DLpKmkAf8muzZqo1nDgQ=');
});

test('a signed callback becomes a receipt of its delivery', async () => {
  expect(await callBack(delivered)).toBe(204);
  expect(await callBack({ ...delivered, MessageStatus: 'undelivered', ErrorCode: '30003' })).toBe(204);
  expect(receipts).toEqual([
    { deliveryId, providerId: 'SM1', status: 'delivered', reason: undefined },
    { deliveryId, providerId: 'SM1', status: 'failed', reason: 'Twilio: not delivered (30003)' },
  ]);
});

test('a message that is still under way is no news', async () => {
  expect(await callBack({ ...delivered, MessageStatus: 'sent' })).toBe(204);
  expect(receipts).toEqual([]);
});

test('nobody else is believed', async () => {
  const other = `${twilioCallbackPath}?delivery=another`;
  expect(await callBack(delivered, { signature: '' })).toBe(403);
  expect(await callBack(delivered, { signature: 'AAAA' })).toBe(403);
  expect(await callBack(delivered, { token: 'another token' })).toBe(403);
  expect(await callBack(delivered, { url: other })).toBe(403);
  expect(await callBack(delivered, { signedUrl: `http://elsewhere.example${path}` })).toBe(403);
  expect(await callBack({ ...delivered, AccountSid: 'AC2' })).toBe(403);
  expect(await callBack({})).toBe(403);
  const json = await app.inject({ method: 'POST', url: path, payload: delivered });
  expect(json.statusCode).toBe(403);
  expect((await app.inject({ method: 'POST', url: twilioCallbackPath, payload: delivered })).statusCode).toBe(400);
  expect(receipts).toEqual([]);
});
