import { waitUntil } from '@airside/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from './browser.ts';
import { press, tabTo } from './web-keyboard.ts';
import { signInAsStaff } from './web-people.ts';
import { faultsOfSizes, openScreen } from './web-screen.ts';
import { openWebStack, type WebStack } from './web-stack.ts';

let web: WebStack;

beforeAll(async () => {
  web = await openWebStack({ port: 25_200, instances: 'user=2,booking=1,notification=1' });
});
afterAll(() => web?.close());

describe.skipIf(browserPath === undefined)('staff in a browser', () => {
  test('an empty system offers flights, and has them after one press', async () => {
    const { page, faults } = await web.browsers.next();
    await openScreen(page, `${web.base}/board`);
    await page.getByRole('button', { name: 'Load sample flights' }).click();
    await page.locator('[role=row][data-flight=FL001]').waitFor();
    expect((await web.client.call('GET', '/flights/FL001')).status).toBe(200);
    expect(faults).toEqual([]);
  });

  test('nothing is cut off, hard to read or faulty on any of their screens, wide or narrow, light or dark', async () => {
    const { page, faults } = await web.browsers.next();
    await web.client.call('GET', '/seed');
    await signInAsStaff(web.base, page, '/desk');
    const found: string[] = [];
    const screen = async (path: string, then = async () => {}) =>
      found.push(
        ...(await faultsOfSizes(page, path, async () => {
          await openScreen(page, web.base + path);
          await then();
        })),
      );
    await screen('/board');
    await screen('/board?side=arrivals&airport=LTN');
    await screen('/map');
    for (const part of ['executions', 'notifications', 'rules', 'dead-letters', 'simulator']) {
      await screen(`/desk?part=${part}`);
    }
    await screen('/desk?flight=FL001', async () => {
      await page.getByRole('button', { name: 'Change FL001' }).click();
      await page.getByText(/Nobody is booked|Reaches/).waitFor();
    });
    await screen('/desk', async () => {
      await page.getByRole('button', { name: 'Schedule a flight' }).click();
      await page.getByRole('dialog').waitFor();
    });
    await screen('/system', async () => {
      await page.getByRole('button', { name: 'Act on user_service_1' }).click();
      await page.getByRole('button', { name: 'Make it fail' }).waitFor();
    });
    await screen('/reports');
    expect(found).toEqual([]);
    // Where no warehouse answers, the page says so; the browser notes the refusal by itself.
    expect(faults.filter((fault) => !/status of (404|503)/.test(fault))).toEqual([]);
  }, 600_000);

  test('a delay is made by keyboard alone, having said whom it reaches, and travellers see it without reload', async () => {
    const [operator, traveller] = [await web.browsers.next(), await web.browsers.next()];
    const { userId: _nobody, token } = await web.client.newTraveller();
    const booked = await web.client.call('POST', '/api/flight/book-flight', {
      token,
      body: { flightId: 'FL003', paymentMethod: 'credit_card' },
    });
    expect(booked.status).toBe(201);
    await openScreen(traveller.page, `${web.base}/board?airport=RMO`);
    await traveller.page.waitForSelector('[data-contact=live]');
    await traveller.page.evaluate(`document.body.setAttribute('data-loaded', 'once')`);

    const { page } = operator;
    await signInAsStaff(web.base, page, '/desk?flight=FL003');
    await press(page, 'Change FL003');
    await page.getByText('Reaches 1 traveller').waitFor();
    await tabTo(page, 'Minutes late');
    await page.keyboard.type('75');
    await tabTo(page, 'Reason');
    await page.keyboard.type('Crew');
    await press(page, 'Apply the change');

    await traveller.page.locator('[data-flight=FL003][data-status=DELAYED]').waitFor();
    expect(await traveller.page.getAttribute('body', 'data-loaded')).toBe('once');
    expect((await web.client.call('GET', '/flights/FL003')).body).toMatchObject({
      delay_minutes: 75,
      delay_reason: 'CREW',
    });

    // The desk leads on to what the event has set going.
    await page.waitForURL(/part=executions/);
    await page.locator('tr[data-execution]').getByText('Succeeded').waitFor();
    await press(page, /^Steps: Delay, FL003$/);
    await page.getByText('WorkflowComplete').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect([operator.faults, traveller.faults]).toEqual([[], []]);
  });

  test('an instance is kept out of the traffic and let in again, and a database changes its primary, on the page', async () => {
    const { page, faults } = await web.browsers.next();
    await signInAsStaff(web.base, page, '/system');
    const act = async (on: string, action: string) => {
      await page.getByRole('button', { name: `Act on ${on}` }).click();
      await page.getByRole('dialog').getByRole('button', { name: action }).click();
    };
    await act('user_service_2', 'Hold open');
    await page.locator('[data-instance=user_service_2][data-state=forcedOpen]').waitFor();
    for (let n = 0; n < 10; n += 1)
      expect((await web.client.call('GET', '/api/auth/me')).servedBy).toBe('user_service_1');
    await act('user_service_2', 'Automatic');
    await page.locator('[data-instance=user_service_2][data-state=serving]').waitFor();

    await page.locator('[data-node=users_db_1][data-role=primary]').waitFor();
    await page
      .getByRole('heading', { name: 'PostgreSQL users' })
      .locator('..')
      .getByRole('button', { name: 'Fail over' })
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Fail over' }).click();
    await page.locator('[data-node=users_db_1][data-role=standby]').waitFor({ timeout: 60_000 });
    expect(faults).toEqual([]);

    // What fails on purpose tells under which id it is found.
    await act('user_service_1', 'Make it fail');
    const toast = page.getByText(/An error occurred/);
    await toast.waitFor();
    await waitUntil('the id of the request', async () => /[0-9a-f-]{36}/.test((await page.textContent('body')) ?? ''));
  }, 180_000);

  test('a rule is tried before it is kept', async () => {
    const { page, faults } = await web.browsers.next();
    await signInAsStaff(web.base, page, '/desk?part=rules');
    await page.getByRole('button', { name: 'New rule' }).click();
    await page.getByLabel('Name').fill('note every gate change');
    await page.getByLabel('Pattern').fill('{"type":["flight.gate_change"]}');
    await page.getByLabel('Targets').fill('[{"kind":"log"}]');
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByText(/Would have caught 0 of the latest/).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('note every gate change').waitFor();
    expect(faults).toEqual([]);
  });
});
