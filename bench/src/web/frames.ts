import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export type Frames = { perSecond: number; longestMs: number };

/** The same as the end-to-end tests start: headless, without a GPU. */
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** Frames that a page draws in so many seconds, once `ready` is on it. Each repetition is a row of its own. */
export async function countFrames(
  url: string,
  {
    ready,
    seconds,
    repetitions,
    executablePath,
  }: { ready: string; seconds: number; repetitions: number; executablePath: string },
): Promise<Frames[]> {
  const profile = mkdtempSync(join(tmpdir(), 'airside-bench-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: flags,
    viewport: { width: 1440, height: 900 },
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(url);
    await page.getByText(ready).first().waitFor();
    const counted: Frames[] = [];
    for (let n = 0; n < repetitions; n += 1) counted.push((await page.evaluate(countScript(seconds))) as Frames);
    return counted;
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Runs in the page. */
function countScript(seconds: number): string {
  return `new Promise((resolve) => {
    let frames = 0;
    let longestMs = 0;
    let before;
    let start;
    function look(now) {
      start ??= now;
      if (before !== undefined) longestMs = Math.max(longestMs, now - before);
      before = now;
      frames += 1;
      if (now - start < ${seconds * 1000}) requestAnimationFrame(look);
      else resolve({ perSecond: (frames - 1) / ((now - start) / 1000), longestMs });
    }
    requestAnimationFrame(look);
  })`;
}
