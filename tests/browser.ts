import { ensureProgram } from '@airside/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';

/** Path of Debian's Chromium, installed where it is missing; undefined where it cannot be had. */
export const browserPath = await ensureProgram('chromium', ['chromium']);

/** Quiet, and asks nobody but the page's own server. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where the browser stands: the default flights leave from there, and their "tomorrow" is not UTC's from the evening on. */
export const browserZone = 'Europe/Chisinau';

export type OpenBrowser = Awaited<ReturnType<typeof openBrowser>>;

/** The browsers of a suite: each another person's, and all closed at the end. */
export function openBrowsers(): { next(): Promise<OpenBrowser>; close(): Promise<void> } {
  const open: OpenBrowser[] = [];
  return {
    async next() {
      const browser = await openBrowser();
      open.push(browser);
      return browser;
    },
    close: async () => void (await Promise.all(open.map((browser) => browser.close()))),
  };
}

/** A page in a headless browser with a profile of its own; `faults` gathers what it complains of. */
export async function openBrowser(): Promise<{ page: Page; faults: string[]; close(): Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'airside-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browserPath ?? '',
    headless: true,
    args: flags,
    timezoneId: browserZone,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`.trim());
  });
  return {
    page,
    faults,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
