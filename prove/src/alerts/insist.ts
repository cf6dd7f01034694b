import { setTimeout as delay } from 'node:timers/promises';

const tries = 6;
const pauseMs = 2000;

/** Does what a busy machine may keep from succeeding at once; throws the last error where it never does. */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
      await delay(pauseMs);
    }
  }
}
