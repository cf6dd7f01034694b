import { waitUntil } from '@airside/testing';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, openBrowser } from './browser.ts';
import { type Client, createClient } from './client.ts';
import { npmStart, type StartedStack, temporaryData } from './npm-start.ts';
import { startReceiver } from './webhook-receiver.ts';

const data = temporaryData();
let stack: StartedStack;
let client: Client;
let staff: string;

beforeAll(async () => {
  stack = await npmStart({ dataDir: data.dir, port: 24_600, args: ['--instances', 'user=1,booking=2'] });
  client = createClient(stack.base);
  staff = (await client.loginAdmin()).token;
});
afterAll(async () => {
  await stack?.stop();
  data.remove();
});

const tomorrow = Temporal.Now.plainDateISO().add({ days: 1 }).toString();
const newFlight = (flight_id: string) => ({
  flight_id,
  airline: 'Austrian',
  origin: 'RMO',
  destination: 'VIE',
  scheduled_departure: `${tomorrow}T07:15`,
  scheduled_arrival: `${tomorrow}T08:00`,
  aircraft_type: 'A320',
  price_minor: 12_000,
  currency: 'EUR',
});

describe.skipIf(browserPath === undefined)('a flight that staff schedule', () => {
  test('is stored, goes over the bus to a signed webhook, and appears on an open board without reload', async () => {
    const receiver = await startReceiver();
    const browser = await openBrowser();
    try {
      const hook = await client.call('POST', '/api/notifications/webhooks', {
        token: staff,
        body: { url: receiver.url, types: ['flight.scheduled'] },
      });
      expect(hook.status).toBe(201);
      const { page } = browser;
      await page.goto(`${stack.base}/board`);
      await page.waitForSelector('[data-contact=live]');
      await page.evaluate(`document.body.setAttribute('data-loaded', 'once')`);

      expect((await client.call('POST', '/flights', { token: staff, body: newFlight('OS801') })).status).toBe(201);

      expect((await client.call('GET', '/flights/OS801')).body).toMatchObject({ flight_id: 'OS801', gate: null });
      await waitUntil('the webhook', () => receiver.received.length > 0);
      const [told] = receiver.received;
      expect(told?.event).toMatchObject({ type: 'flight.scheduled', subject: 'OS801', data: { destination: 'VIE' } });
      expect(told?.headers['webhook-signature']).toBe(signatureOf(told, String(hook.body['secret'])));
      const row = page.locator('[role=row][data-flight=OS801]');
      await row.waitFor();
      const said = () => row.locator('.sr-only').allTextContents();
      await waitUntil('its line', async () => (await said()).includes('Vienna'));
      expect(await said()).toEqual(['07:15', 'Vienna', 'OS801', '', '', 'On time']);

      const change = { delay_minutes: 45, reason: 'WEATHER', gate: 'B2' };
      expect((await client.call('PATCH', '/flights/OS801', { token: staff, body: change })).status).toBe(200);
      await page.locator('[data-flight=OS801][data-status=DELAYED]').waitFor();
      expect(await said()).toEqual(['07:15', 'Vienna', 'OS801', 'B2', '08:00', 'Delayed']);
      // Flaps whose letter is the same stay where they are.
      expect(await row.locator('.board-place .flap-turning, .board-time .flap-turning').count()).toBe(0);
      expect(await row.locator('.board-expected .flap-turning').count()).toBeGreaterThan(0);
      await page.getByText('OS801, Vienna: Delayed, 08:00, gate B2.').waitFor();
      expect(await page.getAttribute('body', 'data-loaded')).toBe('once');
      expect(browser.faults).toEqual([]);
    } finally {
      await browser.close();
      await receiver.close();
    }
  });
});

/** As Standard Webhooks says, by other hands than ours. */
function signatureOf(told: { headers: Record<string, unknown>; body: string } | undefined, secret: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signed = `${String(told?.headers['webhook-id'])}.${String(told?.headers['webhook-timestamp'])}.${told?.body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
