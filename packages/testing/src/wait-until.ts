import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `probe` gives something truthy and returns it; a probe that throws counts as not yet. Fails after `timeoutMs`, saying what was seen last. */
export async function waitUntil<T>(
  what: string,
  probe: () => T | Promise<T>,
  timeoutMs = 10_000,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const seen = await probe();
      if (seen) return seen;
      last = seen;
    } catch (error) {
      last = error;
    }
    await delay(20);
  }
  throw new Error(
    `${what}: not seen within ${timeoutMs} ms; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
  );
}
