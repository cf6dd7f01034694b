import { openChromium } from './chromium.ts';

export type Frames = { perSecond: number; longestMs: number };

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
  const { page, close } = await openChromium(executablePath);
  try {
    await page.goto(url);
    await page.getByText(ready).first().waitFor();
    const counted: Frames[] = [];
    for (let n = 0; n < repetitions; n += 1) counted.push((await page.evaluate(countScript(seconds))) as Frames);
    return counted;
  } finally {
    await close();
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
