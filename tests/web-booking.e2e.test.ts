import type { Itinerary } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, openBrowsers } from './browser.ts';
import { type Client, createClient } from './client.ts';
import { npmStart, type StartedStack, temporaryData } from './npm-start.ts';
import { openShop, type Shop } from './shop.ts';
import { bookAndOpen, goToPayment, goToSeats, register } from './web-people.ts';
import { openScreen } from './web-screen.ts';

// What does not go straight: connections, changes, cancelled flights, cards that decline or answer late.

const data = temporaryData();
const browsers = openBrowsers();
let stack: StartedStack;
let client: Client;
let shop: Shop;

beforeAll(async () => {
  stack = await npmStart({ dataDir: data.dir, port: 24_600, args: ['--instances', 'user=1,booking=1,notification=1'] });
  client = createClient(stack.base);
  shop = await openShop(client);
});
afterAll(async () => {
  await browsers.close();
  await stack?.stop();
  data.remove();
});

const dayIn = (inDays: number) => Temporal.Now.plainDateISO().add({ days: inDays }).toString();

/** A browser that a card was refused in says so on its console. */
const withoutRefusals = (faults: readonly string[]) => faults.filter((fault) => !/status of 402/.test(fault));

async function payWith(page: Page, card: string): Promise<void> {
  await page.getByLabel('Sandbox card', { exact: true }).selectOption(card);
  await page.getByRole('button', { name: 'Pay now' }).click();
}

describe.skipIf(browserPath === undefined)('a traveller in a browser', () => {
  test('books a connection: a seat on each flight, one payment, a code for each', async () => {
    const { page, faults } = await browsers.next();
    const first = await shop.newFlight({ inDays: 45, hour: 7, to: 'VIE' });
    const second = await shop.newFlight({ inDays: 45, hour: 12, from: 'VIE', to: 'LIS' });
    const path = `from=Chisinau&to=Lisbon&date=${dayIn(45)}`;
    await waitUntil('the timetable has them', async () => {
      const { itineraries } = (await client.call('GET', `/itineraries?${path}`)).body as { itineraries?: Itinerary[] };
      return itineraries?.some(({ segments }) => segments.length === 2);
    });
    await register(stack.base, page);
    await openScreen(page, `${stack.base}/search?${path}`);
    await page.getByText('1 stop').first().waitFor();
    await page.getByRole('link', { name: new RegExp(`^Choose ${first} \\+ ${second}`) }).click();
    await goToSeats(page);
    for (const code of [first, second]) {
      await page.getByRole('heading', { name: new RegExp(`^${code}, A320`) }).waitFor();
      await page.getByRole('button', { name: /^Seat 12A/ }).click();
      await page.getByRole('button', { name: 'Hold and pay' }).click();
    }
    await page.getByRole('button', { name: 'Pay now' }).click();
    await page.getByText('Paid and confirmed').waitFor();
    expect(await page.locator('[data-locator]').count()).toBe(2);
    for (const code of [first, second]) expect(await shop.stateOf(code, '12A')).toBe('taken');
    await openScreen(page, `${stack.base}/trips`);
    for (const code of [first, second]) await page.getByText(code).first().waitFor();
    expect(faults).toEqual([]);
  }, 240_000);

  test('moves a booking to another day, and pays the difference once the card is good', async () => {
    const { page, faults } = await browsers.next();
    const from = await shop.newFlight({ inDays: 50 });
    // A browser takes "none on the next day" (404) for an error.
    await shop.newFlight({ inDays: 51 });
    const to = await shop.newFlight({ inDays: 52, priceMinor: 26_000 });
    await register(stack.base, page);
    await bookAndOpen(stack.base, page, await shop.departureOf(from));
    await page.getByRole('button', { name: 'Change the flight' }).click();
    await page.getByLabel('New day').fill(dayIn(52));
    await page.getByRole('button', { name: `Choose ${to}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('To pay').waitFor();
    expect(await dialog.textContent()).toContain('€60.00');

    await dialog.getByLabel('Sandbox card', { exact: true }).selectOption('decline:insufficient_funds');
    await dialog.getByRole('button', { name: 'Change now' }).click();
    await dialog.getByText('The payment was declined.').waitFor();
    expect(await shop.stateOf(to, '1A')).toBe('free');
    await dialog.getByLabel('Sandbox card', { exact: true }).selectOption('approve');
    await dialog.getByRole('button', { name: 'Change now' }).click();
    await dialog.getByText(`You fly on ${to} now.`).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    await page.getByText(new RegExp(`· ${to} ·`)).waitFor();
    expect([await shop.stateOf(from, '1A'), await shop.stateOf(to, '1A')]).toEqual(['free', 'taken']);
    expect(withoutRefusals(faults)).toEqual([]);
  }, 240_000);

  test('whose flight was cancelled chooses another one at no charge', async () => {
    const { page, faults } = await browsers.next();
    const cancelled = await shop.newFlight({ inDays: 55, hour: 7 });
    const other = await shop.newFlight({ inDays: 55, hour: 12, priceMinor: 90_000 });
    await register(stack.base, page);
    await bookAndOpen(stack.base, page, await shop.departureOf(cancelled));
    await page.evaluate(`document.body.setAttribute('data-loaded', 'once')`);
    await shop.report('FLIGHT_CANCELLED', cancelled, { reason: 'WEATHER' });
    await page.getByRole('button', { name: 'Choose another flight' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: `Choose ${other}` }).click();
    await dialog.getByText(`You fly on ${other} now, at no charge.`).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText(new RegExp(`· ${other} ·`)).waitFor();
    await page.getByText('Confirmed', { exact: true }).first().waitFor();
    expect(await shop.stateOf(other, '1A')).toBe('taken');
    expect(await page.getAttribute('body', 'data-loaded')).toBe('once');
    expect(faults).toEqual([]);
  }, 240_000);

  test('whose card is declined is told so, keeps the seat, and pays with another', async () => {
    const { page, faults } = await browsers.next();
    const code = await shop.newFlight({ inDays: 56 });
    await register(stack.base, page);
    await goToPayment(stack.base, page, await shop.departureOf(code));
    await payWith(page, 'decline:insufficient_funds');
    await page.getByText('The payment was declined.').waitFor();
    expect(await shop.stateOf(code, '1A')).toBe('held');
    await payWith(page, 'approve');
    await page.locator('[data-locator]').waitFor();
    expect(await shop.stateOf(code, '1A')).toBe('taken');
    expect(withoutRefusals(faults)).toEqual([]);
  }, 240_000);

  test.each([
    ['late_approve', 'approved'],
    ['timeout_then_approve', 'approved'],
    ['late_decline', 'declined'],
  ])(
    'whose payment (%s) is pending is told so, and how it ended: %s',
    async (card, end) => {
      const { page, faults } = await browsers.next();
      const code = await shop.newFlight({ inDays: 57 });
      await register(stack.base, page);
      await goToPayment(stack.base, page, await shop.departureOf(code));
      await payWith(page, card);
      await page.getByText('The payment is on its way.').waitFor();
      if (end === 'declined') {
        await page.getByText('The payment was declined.').waitFor();
        await payWith(page, 'approve');
      }
      await page.getByText('Paid and confirmed').waitFor();
      expect(await shop.stateOf(code, '1A')).toBe('taken');
      expect(withoutRefusals(faults)).toEqual([]);
    },
    240_000,
  );

  test('who leaves while the payment is pending finds in the trips how it ended', async () => {
    const { page, faults } = await browsers.next();
    const code = await shop.newFlight({ inDays: 58 });
    await register(stack.base, page);
    await goToPayment(stack.base, page, await shop.departureOf(code));
    await payWith(page, 'late_approve');
    await page.getByText('The payment is on its way.').waitFor();
    await page.getByRole('link', { name: 'My trips' }).first().click();
    await page.getByText('Payment pending').waitFor();
    await page.getByText('Confirmed', { exact: true }).waitFor({ timeout: 60_000 });
    expect(await shop.stateOf(code, '1A')).toBe('taken');
    expect(faults).toEqual([]);
  }, 240_000);

  test('keeps the seats over a reload, and leaves them to others when going elsewhere', async () => {
    const { page, faults } = await browsers.next();
    const code = await shop.newFlight({ inDays: 59 });
    await register(stack.base, page);
    await goToPayment(stack.base, page, await shop.departureOf(code));
    await page.reload();
    await page.getByText('Your seats are still held.').waitFor();
    await page.getByRole('timer').waitFor();
    const kept = String(await page.evaluate(`JSON.stringify({ ...sessionStorage })`));
    expect(kept).not.toContain('Popescu');
    await goToSeats(page);
    await page.getByRole('button', { name: 'Hold and pay' }).click();
    await page.getByRole('button', { name: 'Pay now' }).waitFor();
    expect(await shop.stateOf(code, '1A')).toBe('held');
    await page.getByRole('link', { name: 'Board' }).first().click();
    await waitUntil('the seat is free', async () => (await shop.stateOf(code, '1A')) === 'free');
    expect(faults).toEqual([]);
  }, 240_000);
});
