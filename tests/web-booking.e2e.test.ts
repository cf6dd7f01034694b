import type { Itinerary } from '@airside/contracts';
import { waitUntil } from '@airside/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from './browser.ts';
import { bookAndOpen, goToPayment, goToSeats, register } from './web-people.ts';
import { openScreen } from './web-screen.ts';
import { openWebStack, type WebStack } from './web-stack.ts';

// What does not go straight: connections, changes, cancelled flights, cards that decline or answer late.

let web: WebStack;

beforeAll(async () => {
  web = await openWebStack({ port: 24_600, instances: 'user=1,booking=1,notification=1' });
});
afterAll(() => web?.close());

const dayIn = (inDays: number) => Temporal.Now.plainDateISO().add({ days: inDays }).toString();

/** A browser that a card was refused in says so on its console. */
const withoutRefusals = (faults: readonly string[]) => faults.filter((fault) => !/status of 402/.test(fault));

/** Somebody new holds 12A on both flights of a connection, and stands before the payment; answers their codes. */
async function goToPaymentOfConnection(page: Page, inDays: number): Promise<[string, string]> {
  const first = await web.shop.newFlight({ inDays, hour: 7, to: 'VIE' });
  const second = await web.shop.newFlight({ inDays, hour: 12, from: 'VIE', to: 'LIS' });
  const path = `from=Chisinau&to=Lisbon&date=${dayIn(inDays)}`;
  await waitUntil('the timetable has them', async () => {
    const { itineraries } = (await web.client.call('GET', `/itineraries?${path}`)).body as {
      itineraries?: Itinerary[];
    };
    return itineraries?.some(({ segments }) => segments.length === 2);
  });
  await register(web.base, page);
  await openScreen(page, `${web.base}/search?${path}`);
  await page.getByText('1 stop').first().waitFor();
  await page.getByRole('link', { name: new RegExp(`^Choose ${first} \\+ ${second}`) }).click();
  await goToSeats(page);
  for (const code of [first, second]) {
    await page.getByRole('heading', { name: new RegExp(`^${code}, A320`) }).waitFor();
    await page.getByRole('button', { name: /^Seat 12A/ }).click();
    await page.getByRole('button', { name: 'Hold and pay' }).click();
  }
  return [first, second];
}

async function payWith(page: Page, card: string): Promise<void> {
  await page.getByLabel('Sandbox card', { exact: true }).selectOption(card);
  await page.getByRole('button', { name: 'Pay now' }).click();
}

describe.skipIf(browserPath === undefined)('a traveller in a browser', () => {
  test('books a connection: a seat on each flight, one payment, a code for each', async () => {
    const { page, faults } = await web.browsers.next();
    const codes = await goToPaymentOfConnection(page, 45);
    await page.getByRole('button', { name: 'Pay now' }).click();
    await page.getByText('Paid and confirmed').waitFor();
    expect(await page.locator('[data-locator]').count()).toBe(2);
    for (const code of codes) expect(await web.shop.stateOf(code, '12A')).toBe('taken');
    await openScreen(page, `${web.base}/trips`);
    for (const code of codes) await page.getByText(code).first().waitFor();
    expect(faults).toEqual([]);
  }, 240_000);

  test('half of a connection is paid when the network goes and the page is loaded anew: only the other half is left to pay', async () => {
    const { page } = await web.browsers.next();
    const codes = await goToPaymentOfConnection(page, 47);
    let sales = 0;
    await page.route('**/bookings', (route) => {
      sales += route.request().method() === 'POST' ? 1 : 0;
      return sales === 2 ? route.abort() : route.continue();
    });
    await page.getByRole('button', { name: 'Pay now' }).click();
    await page.getByText('No contact with Airside').waitFor();
    await page.reload();
    await page.getByText('A part is paid already').waitFor();
    const paid = (await page.getByText(/^Paid · /).textContent())?.slice(-6) ?? '';
    await goToSeats(page);
    await page.getByRole('heading', { name: new RegExp(`^${codes[1]}, A320`) }).waitFor();
    await page.getByRole('button', { name: 'Hold and pay' }).click();
    await page.getByRole('button', { name: 'Pay now' }).click();
    await page.getByText('Paid and confirmed').waitFor();
    expect(sales).toBe(3);
    const shown = await page.locator('[data-locator]').allTextContents();
    expect([shown.length, shown[0]]).toEqual([2, paid]);
    await page.reload();
    await page.getByText('Paid and confirmed').waitFor();
    expect(await page.locator('[data-locator]').allTextContents()).toEqual(shown);
  }, 240_000);

  test('moves a booking to another day, and pays the difference once the card is good', async () => {
    const { page, faults } = await web.browsers.next();
    const from = await web.shop.newFlight({ inDays: 50 });
    // A browser takes "none on the next day" (404) for an error.
    await web.shop.newFlight({ inDays: 51 });
    const to = await web.shop.newFlight({ inDays: 52, priceMinor: 26_000 });
    await register(web.base, page);
    await bookAndOpen(web.base, page, await web.shop.departureOf(from));
    await page.getByRole('button', { name: 'Change the flight' }).click();
    await page.getByLabel('New day').fill(dayIn(52));
    await page.getByRole('button', { name: `Choose ${to}` }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('To pay').waitFor();
    expect(await dialog.textContent()).toContain('€60.00');

    await dialog.getByLabel('Sandbox card', { exact: true }).selectOption('decline:insufficient_funds');
    await dialog.getByRole('button', { name: 'Change now' }).click();
    await dialog.getByText('The payment was declined.').waitFor();
    expect(await web.shop.stateOf(to, '1A')).toBe('free');
    await dialog.getByLabel('Sandbox card', { exact: true }).selectOption('approve');
    await dialog.getByRole('button', { name: 'Change now' }).click();
    await dialog.getByText(`You fly on ${to} now.`).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    await page.getByText(new RegExp(`· ${to} ·`)).waitFor();
    expect([await web.shop.stateOf(from, '1A'), await web.shop.stateOf(to, '1A')]).toEqual(['free', 'taken']);
    expect(withoutRefusals(faults)).toEqual([]);
  }, 240_000);

  test('whose flight was cancelled chooses another one at no charge', async () => {
    const { page, faults } = await web.browsers.next();
    const cancelled = await web.shop.newFlight({ inDays: 55, hour: 7 });
    const other = await web.shop.newFlight({ inDays: 55, hour: 12, priceMinor: 90_000 });
    await register(web.base, page);
    await bookAndOpen(web.base, page, await web.shop.departureOf(cancelled));
    await page.evaluate(`document.body.setAttribute('data-loaded', 'once')`);
    await web.shop.report('FLIGHT_CANCELLED', cancelled, { reason: 'WEATHER' });
    await page.getByRole('button', { name: 'Choose another flight' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: `Choose ${other}` }).click();
    await dialog.getByText(`You fly on ${other} now, at no charge.`).waitFor();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText(new RegExp(`· ${other} ·`)).waitFor();
    await page.getByText('Confirmed', { exact: true }).first().waitFor();
    expect(await web.shop.stateOf(other, '1A')).toBe('taken');
    expect(await page.getAttribute('body', 'data-loaded')).toBe('once');
    expect(faults).toEqual([]);
  }, 240_000);

  test('whose card is declined is told so, keeps the seat, and pays with another', async () => {
    const { page, faults } = await web.browsers.next();
    const code = await web.shop.newFlight({ inDays: 56 });
    await register(web.base, page);
    await goToPayment(web.base, page, await web.shop.departureOf(code));
    await payWith(page, 'decline:insufficient_funds');
    await page.getByText('The payment was declined.').waitFor();
    expect(await web.shop.stateOf(code, '1A')).toBe('held');
    await payWith(page, 'approve');
    await page.locator('[data-locator]').waitFor();
    expect(await web.shop.stateOf(code, '1A')).toBe('taken');
    expect(withoutRefusals(faults)).toEqual([]);
  }, 240_000);

  test.each([
    ['late_approve', 'approved'],
    ['timeout_then_approve', 'approved'],
    ['late_decline', 'declined'],
  ])(
    'whose payment (%s) is pending is told so, and how it ended: %s',
    async (card, end) => {
      const { page, faults } = await web.browsers.next();
      const code = await web.shop.newFlight({ inDays: 57 });
      await register(web.base, page);
      await goToPayment(web.base, page, await web.shop.departureOf(code));
      await payWith(page, card);
      await page.getByText('The payment is on its way.').waitFor();
      if (end === 'declined') {
        await page.getByText('The payment was declined.').waitFor();
        await payWith(page, 'approve');
      }
      await page.getByText('Paid and confirmed').waitFor();
      expect(await web.shop.stateOf(code, '1A')).toBe('taken');
      expect(withoutRefusals(faults)).toEqual([]);
    },
    240_000,
  );

  test('who leaves while the payment is pending finds in the trips how it ended', async () => {
    const { page, faults } = await web.browsers.next();
    const code = await web.shop.newFlight({ inDays: 58 });
    await register(web.base, page);
    await goToPayment(web.base, page, await web.shop.departureOf(code));
    await payWith(page, 'late_approve');
    await page.getByText('The payment is on its way.').waitFor();
    await page.getByRole('link', { name: 'My trips' }).first().click();
    await page.getByText('Payment pending').waitFor();
    await page.getByText('Confirmed', { exact: true }).waitFor({ timeout: 60_000 });
    expect(await web.shop.stateOf(code, '1A')).toBe('taken');
    expect(faults).toEqual([]);
  }, 240_000);

  test('keeps the seats over a reload, and leaves them to others when going elsewhere', async () => {
    const { page, faults } = await web.browsers.next();
    const code = await web.shop.newFlight({ inDays: 59 });
    await register(web.base, page);
    await goToPayment(web.base, page, await web.shop.departureOf(code));
    await page.reload();
    await page.getByText('Your seats are still held.').waitFor();
    await page.getByRole('timer').waitFor();
    const kept = String(await page.evaluate(`JSON.stringify({ ...sessionStorage })`));
    expect(kept).not.toContain('Popescu');
    await goToSeats(page);
    await page.getByRole('button', { name: 'Hold and pay' }).click();
    await page.getByRole('button', { name: 'Pay now' }).waitFor();
    expect(await web.shop.stateOf(code, '1A')).toBe('held');
    await page.getByRole('link', { name: 'Board' }).first().click();
    await waitUntil('the seat is free', async () => (await web.shop.stateOf(code, '1A')) === 'free');
    expect(faults).toEqual([]);
  }, 240_000);
});
