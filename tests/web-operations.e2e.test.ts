import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from './browser.ts';
import { openOutbox } from './outbox.ts';
import { book, register, signInAsStaff } from './web-people.ts';
import { openScreen } from './web-screen.ts';
import { openWebStack, type WebStack } from './web-stack.ts';

// What the desk does to a flight, as travellers see it.

let web: WebStack;

beforeAll(async () => {
  web = await openWebStack({ port: 25_000, instances: 'user=1,booking=1,notification=2' });
});
afterAll(() => web?.close());

/** A flight with somebody on it in seat 30A. */
async function bookedFlight(inDays: number): Promise<string> {
  const code = await web.shop.newFlight({ inDays });
  const { status } = await web.shop.buy(await web.client.newTraveller(), code, { seats: ['30A'] });
  expect(status).toBe(201);
  return code;
}

async function openChange(page: Page, code: string, kind: string): Promise<void> {
  await page.getByRole('button', { name: `Change ${code}` }).click();
  await page.getByLabel('What changes').selectOption({ label: kind });
  await page.getByText('Reaches 1 traveller').waitFor();
}

const apply = (page: Page) => page.getByRole('button', { name: 'Apply the change' }).click();

/** Waits for how a flight stands in the API. */
async function becomes(page: Page, code: string, status: string): Promise<void> {
  await openScreen(page, `${web.base}/flight/${code}`);
  await page.getByRole('main').getByText(status, { exact: true }).first().waitFor();
}

describe.skipIf(browserPath === undefined)('the desk in a browser', () => {
  test('says that a flight is late, and those who look at it see it without a reload, signed in or not', async () => {
    const [operator, subscriber, passerBy] = [
      await web.browsers.next(),
      await web.browsers.next(),
      await web.browsers.next(),
    ];
    const code = await bookedFlight(40);
    await register(web.base, subscriber.page, `/flight/${code}`);
    await subscriber.page.getByRole('button', { name: 'Tell me about this flight' }).click();
    await subscriber.page.getByRole('button', { name: 'You are told about it' }).waitFor();
    await openScreen(passerBy.page, `${web.base}/flight/${code}`);
    const watchers = [subscriber.page, passerBy.page];
    for (const page of watchers) {
      await page.locator('[data-contact=live]').waitFor();
      await page.evaluate(`document.body.setAttribute('data-loaded', 'once')`);
      expect(await page.locator('[data-time=Departure]').textContent()).toBe('07:15');
    }

    await signInAsStaff(web.base, operator.page, `/desk?flight=${code}`);
    await openChange(operator.page, code, 'Delay');
    await operator.page.getByLabel('Minutes late').fill('95');
    await apply(operator.page);
    for (const page of watchers) {
      await page.locator('[data-time=Departure]').getByText('08:50').waitFor();
      await page.getByText('1 h 35 min').first().waitFor();
      expect(await page.getAttribute('body', 'data-loaded')).toBe('once');
    }
    expect([operator.faults, subscriber.faults, passerBy.faults]).toEqual([[], [], []]);
  }, 180_000);

  test('whoever books and flies hears of a delay by mail and in the inbox, having given no name before', async () => {
    const { page, faults } = await web.browsers.next();
    const code = await web.shop.newFlight({ inDays: 46 });
    const { username } = await register(web.base, page);
    await book(web.base, page, await web.shop.departureOf(code));
    await web.shop.report('FLIGHT_DELAY', code, { delay_minutes: 45, reason: 'WEATHER' });
    const isOurs = ({ channel, to, title }: { channel: string; to: string; title: string }) =>
      channel === 'email' && to === `${username}@example.org` && title.includes(code);
    await openOutbox(web.output()).wait(1, isOurs);
    await openScreen(page, `${web.base}/inbox`);
    await page.getByRole('heading', { name: new RegExp(code) }).waitFor();
    expect(faults).toEqual([]);
  }, 180_000);

  test('cancels a flight, having said whom that reaches', async () => {
    const { page, faults } = await web.browsers.next();
    const code = await bookedFlight(41);
    await signInAsStaff(web.base, page, `/desk?flight=${code}`);
    await openChange(page, code, 'Cancellation');
    await page.getByLabel('Reason').selectOption('WEATHER');
    await apply(page);
    await page.waitForURL(/part=executions/);
    await page.locator('tr[data-execution]').getByText('Succeeded').waitFor();
    await becomes(page, code, 'Cancelled');
    expect(faults).toEqual([]);
  }, 180_000);

  test('sends a flight in the air elsewhere, having said whom that reaches', async () => {
    const { page, faults } = await web.browsers.next();
    const code = await bookedFlight(42);
    for (const phase of ['CHECK_IN', 'BOARDING', 'GATE_CLOSED', 'DEPARTED', 'AIRBORNE'])
      expect((await web.shop.call(web.shop.staff, 'PATCH', `/flights/${code}`, { phase })).status).toBe(200);
    await signInAsStaff(web.base, page, `/desk?flight=${code}`);
    await openChange(page, code, 'Diversion');
    await page.getByLabel('Goes to instead').fill('bud');
    await apply(page);
    await page.getByText(`The change of ${code} is on its way.`).waitFor();
    await page.locator(`tr[data-flight=${code}]`).getByText('Diverted').waitFor();
    await becomes(page, code, 'Diverted');
    await page.getByText('Budapest').first().waitFor();
    expect(faults).toEqual([]);
  }, 180_000);

  test('swaps the aircraft, having said who would sit elsewhere', async () => {
    const { page, faults } = await web.browsers.next();
    const code = await bookedFlight(43);
    await signInAsStaff(web.base, page, `/desk?flight=${code}`);
    await openChange(page, code, 'Another aircraft');
    await page.getByLabel('New aircraft').selectOption('E190');
    await page.getByText('1 would sit elsewhere.').waitFor();
    const move = (await page.getByText(/30A → \d+[A-F]/).textContent()) ?? '';
    await apply(page);
    await page.locator(`tr[data-flight=${code}]`).getByText('E190').waitFor();
    expect(await web.shop.stateOf(code, /→ (\w+)/.exec(move)?.[1] ?? '')).toBe('taken');
    expect(faults).toEqual([]);
  }, 180_000);
});

describe.skipIf(browserPath === undefined)('push messages', () => {
  test('are asked for on request only; where the push service of the browser cannot be reached, that is said', async () => {
    const { page, faults } = await web.browsers.next();
    await page.context().grantPermissions(['notifications'], { origin: web.base });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await register(web.base, page, '/account/preferences');
    await page.getByRole('button', { name: 'Turn on push messages' }).waitFor();
    expect(asked).not.toContain('/api/notifications/vapid-key');
    await page.getByRole('button', { name: 'Turn on push messages' }).click();
    // A headless Chromium without its maker's service comes as far as this.
    await page.getByText('The push service of this browser does not answer.').waitFor();
    expect(asked).toContain('/api/notifications/vapid-key');
    expect(await page.evaluate(`navigator.serviceWorker.ready.then(({ active }) => active.scriptURL)`)).toBe(
      `${web.base}/push-worker.js`,
    );
    expect(faults).toEqual([]);
  }, 180_000);

  test('come to a browser that has allowed them', async () => {
    const { page, faults } = await web.browsers.next();
    const outbox = openOutbox(web.output());
    const id = randomUUID();
    // In place of the maker's push service, which is not in reach, the stack's own receiver.
    const subscription = JSON.stringify(await outbox.subscribe(id));
    await page.addInitScript(
      `PushManager.prototype.subscribe = async (options) => {
        if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error('asked wrongly');
        return { toJSON: () => (${subscription}) };
      };`,
    );
    await page.context().grantPermissions(['notifications'], { origin: web.base });
    const code = await web.shop.newFlight({ inDays: 44 });
    await register(web.base, page, `/flight/${code}`);
    await page.getByRole('button', { name: 'Tell me about this flight' }).click();
    await page.getByRole('button', { name: 'You are told about it' }).waitFor();
    await openScreen(page, `${web.base}/account/preferences`);
    await page.getByRole('button', { name: 'Turn on push messages' }).click();
    await page.getByText('Push messages are on.').waitFor();
    await page.getByText(/^Browser, since/).waitFor();

    await web.shop.report('FLIGHT_DELAY', code, { delay_minutes: 90, reason: 'WEATHER' });
    const [message] = await outbox.wait(1, ({ channel, to }) => channel === 'webpush' && to.includes(id));
    expect(message?.title).toContain(code);
    expect(faults).toEqual([]);
  }, 180_000);
});
