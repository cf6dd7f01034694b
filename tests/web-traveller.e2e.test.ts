import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, browserZone } from './browser.ts';
import { npmRun } from './npm-start.ts';
import { press, tabTo, typeInto } from './web-keyboard.ts';
import { book, goToSeats, register } from './web-people.ts';
import { faultsOfSizes, openScreen, settle } from './web-screen.ts';
import { openWebStack, type WebStack } from './web-stack.ts';

let web: WebStack;

beforeAll(async () => {
  web = await openWebStack({ port: 24_800, instances: 'user=1,booking=1,notification=2' });
  await web.client.call('GET', '/seed');
});
afterAll(() => web?.close());

describe.skipIf(browserPath === undefined)('a traveller in a browser', () => {
  test('finds nothing cut off, hard to read or faulty on any screen, wide or narrow, light or dark', async () => {
    const { page, faults } = await web.browsers.next();
    const code = await web.shop.newFlight({ inDays: 40 });
    // A change of the flight begins with the next day's: a browser takes "none" (404) for an error.
    await web.shop.newFlight({ inDays: 41 });
    await register(web.base, page);
    const locator = await book(web.base, page, await web.shop.departureOf(code));
    await page.getByRole('link', { name: 'To the trip' }).click();
    await page.getByRole('heading', { name: 'Manage this booking' }).waitFor();
    const trip = new URL(page.url()).pathname;
    const day = Temporal.Now.plainDateISO(browserZone).add({ days: 1 }).toString();
    const found: string[] = [];
    const screen = async (path: string, then = async () => {}) =>
      found.push(
        ...(await faultsOfSizes(page, path, async () => {
          await openScreen(page, web.base + path);
          await then();
        })),
      );

    await screen('/');
    await screen(`/search?from=Chisinau&to=London&date=${day}`, async () => {
      await page.getByText('Flight details').first().click();
      await page.getByRole('heading', { name: /Fare conditions/ }).waitFor();
    });
    await screen(`/search/book?flights=${await web.shop.departureOf(code)}&passengers=2`);
    await screen(`/search/book?flights=${await web.shop.departureOf(code)}`, async () => {
      await goToSeats(page, 'Ana', 'Popescu');
      await page.getByRole('grid').waitFor();
    });
    await screen('/trips', () => page.getByText(locator).waitFor());
    await screen(trip);
    await screen(trip, async () => {
      await page.getByRole('button', { name: 'Cancel the booking' }).click();
      await page.getByText('Comes back to you').waitFor();
    });
    await screen(trip, async () => {
      await page.getByRole('button', { name: 'Change the flight' }).click();
      await page.getByRole('dialog').waitFor();
    });
    await screen('/trips/find', async () => {
      await page.getByLabel('Booking code').fill(locator);
      await page.getByLabel('Last name').fill('Popescu');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByText('Ana P.').waitFor();
    });
    for (const path of ['/flight/FL004', '/inbox', '/account', '/account/preferences']) await screen(path);
    for (const path of ['/account/sign-in', '/account/forgotten', '/account/reset?token=x', '/account/verify?token=x'])
      await screen(path);
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
  }, 600_000);

  test('searches, books and cancels by keyboard alone', async () => {
    const { page, faults } = await web.browsers.next();
    await register(web.base, page);
    await settle(page);
    await typeInto(page, 'From', 'chisin');
    await page.getByRole('option', { name: /RMO/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await typeInto(page, 'To', 'Berlin');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /Choose FL003/ }).waitFor();
    await press(page, /^Choose FL003/);

    await page.getByRole('heading', { name: 'Who is flying?' }).waitFor();
    await typeInto(page, 'First name', 'Ion');
    await typeInto(page, 'Last name', 'Rusu');
    await press(page, 'On to the seats');
    await page.getByRole('grid').waitFor();
    await tabTo(page, /^Seat 1A/);
    for (const key of ['ArrowDown', 'ArrowDown', 'End', 'ArrowLeft']) await page.keyboard.press(key);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Seat 3E.*chosen$/ }).waitFor();
    await press(page, 'Hold and pay');
    await page.getByRole('button', { name: 'Pay now' }).waitFor();
    await press(page, 'Pay now');
    await page.locator('[data-locator]').waitFor();

    await press(page, 'To the trip');
    await page.getByRole('button', { name: 'Cancel the booking' }).waitFor();
    await press(page, 'Cancel the booking');
    await page.getByText('Comes back to you').waitFor();
    await press(page, 'Cancel now');
    await page.getByText(/^Cancelled\. .* come back to you\.$/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Nothing can be changed any more.').waitFor();
    expect(await web.shop.stateOf('FL003', '3E')).toBe('free');
    expect(faults).toEqual([]);
  }, 240_000);

  test('who loses a race for a seat is told at once, and takes a neighbour', async () => {
    const { page } = await web.browsers.next();
    const code = await web.shop.newFlight({ inDays: 41 });
    await register(web.base, page);
    await openScreen(page, `${web.base}/search/book?flights=${await web.shop.departureOf(code)}`);
    await goToSeats(page, 'Ana', 'Popescu');
    await page.locator('[data-contact=live]').waitFor();
    await page.getByRole('button', { name: /^Seat 10A/ }).click();

    const rival = await web.browsers.next();
    await register(web.base, rival.page);
    await openScreen(rival.page, `${web.base}/search/book?flights=${await web.shop.departureOf(code)}`);
    await goToSeats(rival.page, 'Bob', 'Rival');
    await rival.page.getByRole('button', { name: /^Seat 10A/ }).click();
    await rival.page.getByRole('button', { name: 'Hold and pay' }).click();
    await rival.page.getByRole('button', { name: 'Pay now' }).waitFor();

    await page.getByText('10A was just taken by somebody else.').waitFor();
    await page.getByRole('button', { name: 'Take seat 10B instead' }).click();
    await page.getByRole('button', { name: 'Hold and pay' }).click();
    await page.getByRole('button', { name: 'Pay now' }).click();
    await page.locator('[data-locator]').waitFor();
    expect(await web.shop.stateOf(code, '10B')).toBe('taken');
    expect(await web.shop.stateOf(code, '10A')).toBe('held');
  }, 240_000);

  test('a page on a flight comes back by itself after the gateway was killed, and has missed nothing', async () => {
    const { page } = await web.browsers.next();
    const code = await web.shop.newFlight({ inDays: 42 });
    await register(web.base, page);
    const sequences: number[] = [];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        const frame = JSON.parse(String(payload)) as { event: string; data: { sequence: number } };
        if (frame.event === 'flight_update') sequences.push(frame.data.sequence);
      }),
    );
    await openScreen(page, `${web.base}/flight/${code}`);
    await page.getByRole('button', { name: 'Tell me about this flight' }).click();
    await page.getByRole('button', { name: 'You are told about it' }).waitFor();
    await page.locator('[data-contact=live]').waitFor();
    const setGate = (gate: string) => web.shop.call(web.shop.staff, 'PATCH', `/flights/${code}`, { gate });
    const gate = (name: string) => page.locator('dd', { hasText: new RegExp(`^${name}$`) });
    await waitUntil('the first gate is seen', async () => {
      await setGate('A1');
      return (await gate('A1').count()) > 0;
    });

    await npmRun('kill', ['gateway_1'], web.dir);
    await waitUntil('the gateway is back', async () => {
      const answer = await web.client.call('GET', '/health').catch(() => undefined);
      return answer?.status === 200;
    });
    for (const name of ['B2', 'B3', 'B4'])
      await waitUntil(`gate ${name} is set`, async () => {
        const answer = await setGate(name).catch(() => undefined);
        return answer?.status === 200;
      });
    await gate('B4').waitFor();
    await page.locator('[data-contact=live]').waitFor();
    const [first = 0] = sequences;
    expect(sequences).toEqual(sequences.map((_, index) => first + index));
    expect(sequences.length).toBeGreaterThanOrEqual(4);
  }, 240_000);

  test('nothing of one person is left for the next one in the same browser', async () => {
    const { page } = await web.browsers.next();
    const code = await web.shop.newFlight({ inDays: 43 });
    const { username } = await register(web.base, page);
    const locator = await book(web.base, page, await web.shop.departureOf(code));
    await openScreen(page, `${web.base}/trips`);
    await page.getByText(locator).waitFor();
    await openScreen(page, `${web.base}/account`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();

    const kept = String(
      await page.evaluate(`JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])`),
    );
    for (const secret of [username, locator, 'eyJ', 'Popescu']) expect(kept).not.toContain(secret);
    await page.goBack();
    await settle(page);
    await register(web.base, page, '/trips');
    await page.getByText('No trips here').waitFor();
    const shown = String(await page.evaluate('document.documentElement.textContent'));
    for (const secret of [username, locator, 'Popescu']) expect(shown).not.toContain(secret);
  }, 240_000);

  test('a session comes back after a reload without a token in any storage, and ends in every tab at once', async () => {
    const { page } = await web.browsers.next();
    await register(web.base, page);
    const other = await page.context().newPage();
    await Promise.all([page.reload(), openScreen(other, `${web.base}/account`)]);
    await page.getByRole('link', { name: /^Account/ }).waitFor();
    expect(String(await page.evaluate('JSON.stringify({ ...localStorage })'))).not.toContain('eyJ');
    await other.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor();
  }, 120_000);

  test('reads what the API refuses in the language chosen, and in English after changing back', async () => {
    const { page } = await web.browsers.next();
    await openScreen(page, `${web.base}/flight/ZZ9999`);
    await page.getByText('Flight not found').waitFor();
    await page.getByLabel('Language').selectOption('de');
    await page.getByText('Diesen Flug gibt es nicht').waitFor();
    await page.reload();
    await page.getByText('Diesen Flug gibt es nicht').waitFor();
    await page.getByLabel('Sprache').selectOption('en');
    await page.getByText('Flight not found').waitFor();
  }, 120_000);

  test('a page that is left in the middle of renewing the session does not end it, however hasty the reloads', async () => {
    const { page } = await web.browsers.next();
    await register(web.base, page);
    for (let n = 0; n < 12; n += 1) {
      const asked = page.waitForRequest(/session\/refresh$/);
      await page.goto(`${web.base}/account`, { waitUntil: 'commit' });
      await asked;
    }
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect((await page.context().cookies(`${web.base}/api/auth/session`)).map(({ name }) => name)).toEqual([
      'airside_refresh',
    ]);
  }, 120_000);

  test('a page that finds nobody to ask who is signed in says so and goes on trying, and takes nobody for signed out', async () => {
    const { page } = await web.browsers.next();
    await register(web.base, page);
    await page.route(/session\/refresh$/, (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(`${web.base}/account`);
    await page.getByText('The server does not answer.').waitFor();
    expect(await page.getByRole('link', { name: 'Sign in' }).count()).toBe(0);
    await page.unroute(/session\/refresh$/);
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  }, 120_000);
});
