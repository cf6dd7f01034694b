import { setTimeout as delay } from 'node:timers/promises';

/** Looks every 10 ms until there is something. Throws with what was waited for, or with the reason of `signal`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  { withinMs, signal }: { withinMs: number; signal: AbortSignal },
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await delay(10);
  }
}
