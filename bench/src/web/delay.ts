import { createApi, openStack } from '@airside/prove';
import type { Page } from 'playwright-core';
import { openChromium } from './chromium.ts';

type Person = { username: string; password: string };

/**
 * From an operator's press on the desk until the new time stands on a traveller's page, in milliseconds, each in a browser
 * of their own on a whole stack: form, gateway, operations, bus, booking, bus, room, socket, screen. One wait per delay.
 */
export async function measureDelays(options: {
  /** The built app. */
  dist: string;
  delays: number;
  port: number;
  executablePath: string;
}): Promise<number[]> {
  const { dist, delays, port, executablePath } = options;
  const stack = await openStack({
    port,
    instances: { user: 1, booking: 1, notification: 2, operations: 1 },
    env: { LOG_LEVEL: 'info', WEB_DIR: dist },
  });
  const api = createApi(stack, 4);
  const [operator, traveller] = [await openChromium(executablePath), await openChromium(executablePath)];
  try {
    const staff = await api.login(stack.admin.username, stack.admin.password);
    const code = await api.scheduleFlight(staff.token);
    await signIn(traveller.page, stack.gatewayUrl, `/flight/${code}`, await api.newAccount());
    await traveller.page.getByRole('button', { name: 'Tell me about this flight' }).click();
    await traveller.page.getByRole('button', { name: 'You are told about it' }).waitFor();
    await traveller.page.waitForSelector('[data-contact=live]');
    await signIn(operator.page, stack.gatewayUrl, `/desk?flight=${code}`, stack.admin);

    const waits: number[] = [];
    // The first one warms up caches and connections.
    for (let turn = 0; turn <= delays; turn += 1) {
      const waitMs = await delayOnce(operator.page, traveller.page, { code, minutes: 10 + 5 * turn });
      if (turn > 0) waits.push(waitMs);
    }
    return waits;
  } finally {
    await Promise.all([operator.close(), traveller.close()]);
    await api.close();
    await stack.close();
  }
}

async function delayOnce(
  operator: Page,
  traveller: Page,
  { code, minutes }: { code: string; minutes: number },
): Promise<number> {
  const shown = traveller.evaluate(whenShown) as Promise<number>;
  await operator.getByRole('tab', { name: 'Flights' }).click();
  await operator.getByRole('button', { name: `Change ${code}` }).click();
  await operator.getByLabel('Minutes late').fill(String(minutes));
  await operator.getByText(/Nobody is booked|Reaches/).waitFor();
  const pressed = operator.evaluate(whenPressed) as Promise<number>;
  await operator.getByRole('button', { name: 'Apply the change' }).click();
  // Where the desk goes on to by itself.
  await operator.waitForURL(/part=executions/);
  return (await shown) - (await pressed);
}

/** Both run in the pages; milliseconds of the clock that the browsers share. */
const whenPressed = `new Promise((resolve) =>
  document.addEventListener('submit', () => resolve(performance.timeOrigin + performance.now()), { capture: true, once: true }))`;
const whenShown = `new Promise((resolve) => {
  const time = () => document.querySelector('[data-time=Departure]')?.textContent;
  const before = time();
  const observer = new MutationObserver(() => {
    if (time() === before) return;
    observer.disconnect();
    requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
})`;

async function signIn(page: Page, base: string, next: string, { username, password }: Person): Promise<void> {
  await page.goto(`${base}/account/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(base + next);
}
