import { waitUntil } from '@airside/testing';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';

/** Installed for the web app. */
const axe = 'axe-core';
const { resolve } = createRequire(join(import.meta.dirname, '../web/package.json'));
const axeSource = readFileSync(join(dirname(resolve(axe)), 'axe.min.js'), 'utf8');

const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const schemes = ['light', 'dark'] as const;

type Violation = { id: string; impact: string; nodes: { target: string[]; html: string }[] };

/** Opens a path of the app and waits until nothing of it is still on its way. */
export async function openScreen(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await settle(page);
}

/** Waits until there is a heading, and no skeleton any more. */
export async function settle(page: Page): Promise<void> {
  await page.locator('main h1').first().waitFor();
  await waitUntil('the page has loaded', async () => (await page.locator('main [data-skeleton]').count()) === 0);
}

/** What is wrong with what the page shows now, in one size and one scheme: it is wider than the window, or axe objects. */
export async function faultsOfScreen(page: Page): Promise<string[]> {
  // By the debugger's own evaluation: the page's policy allows no scripts but its own.
  await page.evaluate(axeSource);
  const [overflow, violations] = (await page.evaluate(`(async () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return [scrollWidth - clientWidth, violations];
  })()`)) as [number, Violation[]];
  return [
    ...(overflow > 0 ? [`${overflow} px wider than the window`] : []),
    ...violations.map(({ id, nodes }) => `axe ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
  ];
}

/** The same screen wide and narrow, light and dark; `prepare` brings it into the state that is to be seen. */
export async function faultsOfSizes(page: Page, name: string, prepare: () => Promise<void>): Promise<string[]> {
  const faults: string[] = [];
  for (const size of sizes) {
    for (const colorScheme of schemes) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await prepare();
      const found = await faultsOfScreen(page);
      faults.push(...found.map((fault) => `${name}, ${size.width} px, ${colorScheme}: ${fault}`));
    }
  }
  return faults;
}
