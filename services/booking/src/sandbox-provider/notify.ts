import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { signatureHeaders } from '../payments/signature.ts';

/** Tells our client that something has become of the operation with this key; so many times, from a moment on (Unix milliseconds). */
export type Notify = (key: string, times: number, fromMs: number) => void;

/** Before each try, in milliseconds. Whoever hears nothing asks in the end. */
const pausesMs = [0, 1000, 5000];
const deadlineMs = 2000;
/** Notifications that wait or are under way; more are dropped. */
const mostPending = 1000;

export function createNotify(options: {
  url: string;
  secret: string;
  nowMs: () => number;
  log(line: object): void;
}): Notify {
  const { url, secret, nowMs, log } = options;
  let pending = 0;

  async function post(key: string): Promise<void> {
    const body = JSON.stringify({ key });
    const signed = { id: randomUUID(), timestamp: Math.floor(nowMs() / 1000), body };
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureHeaders(secret, signed) },
      body,
      signal: AbortSignal.timeout(deadlineMs),
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the callback answered ${answer.status}`);
  }

  async function insist(key: string): Promise<void> {
    for (const pauseMs of pausesMs) {
      await delay(pauseMs, undefined, { ref: false });
      try {
        return await post(key);
      } catch (error) {
        log({ level: 'warn', key, error: String(error), msg: 'notification not taken' });
      }
    }
  }

  return (key, times, fromMs) => {
    for (let time = 0; time < times && pending < mostPending; time += 1) {
      pending += 1;
      void delay(Math.max(0, fromMs - nowMs()), undefined, { ref: false })
        .then(() => insist(key))
        .finally(() => {
          pending -= 1;
        });
    }
  };
}
