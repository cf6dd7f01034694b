import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { admin } from './npm-start.ts';
import { openScreen, settle } from './web-screen.ts';

// What people do over and over in the browser. `base` is the stack's address.

/** Somebody new, signed in by the page's own form. */
export async function register(base: string, page: Page, next = '/'): Promise<{ username: string; password: string }> {
  const username = `w-${randomUUID().slice(0, 13)}`;
  const password = randomUUID();
  await openScreen(page, `${base}/account/register?next=${encodeURIComponent(next)}`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('E-mail').fill(`${username}@example.org`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Register' }).click();
  await page.getByRole('link', { name: /^Account/ }).waitFor();
  return { username, password };
}

export async function signInAsStaff(base: string, page: Page, next: string): Promise<void> {
  await openScreen(page, `${base}/account/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel('Username').fill(admin.username);
  await page.getByLabel('Password').fill(admin.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(base + next);
  await settle(page);
}

/** Says who flies, on the first step of a booking. */
export async function goToSeats(page: Page, firstName = 'Ana', lastName = 'Popescu'): Promise<void> {
  await page.getByLabel('First name').fill(firstName);
  await page.getByLabel('Last name').fill(lastName);
  await page.getByRole('button', { name: 'On to the seats' }).click();
}

/** Holds the best free seat of a departure for one, as far as the payment. */
export async function goToPayment(base: string, page: Page, departureId: number): Promise<void> {
  await openScreen(page, `${base}/search/book?flights=${departureId}`);
  await goToSeats(page);
  await page.getByRole('button', { name: 'Best free seat' }).click();
  await page.getByRole('button', { name: 'Pay now' }).waitFor();
}

/** Books the best free seat through the pages; answers the locator. */
export async function book(base: string, page: Page, departureId: number): Promise<string> {
  await goToPayment(base, page, departureId);
  await page.getByRole('button', { name: 'Pay now' }).click();
  return (await page.locator('[data-locator]').textContent()) ?? '';
}

/** The same, and goes on to the page of the trip. */
export async function bookAndOpen(base: string, page: Page, departureId: number): Promise<void> {
  await book(base, page, departureId);
  await page.getByRole('link', { name: 'To the trip' }).click();
  await page.getByRole('heading', { name: 'Manage this booking' }).waitFor();
}
