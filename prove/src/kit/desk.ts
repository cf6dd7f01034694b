import { setTimeout as delay } from 'node:timers/promises';
import { type Account, type Answer, type Api, expected } from './api.ts';
import type { Stack } from './stack.ts';

/** An operation event as a feed sends it (api.md §5). */
export type OperationEvent = {
  event_id: string;
  event_type: string;
  timestamp: string;
  source: string;
  payload: { flight_id: string; [member: string]: unknown };
};

/** Staff who stay at it: what has no answer, or one that will pass, is said again. Only for what may be said twice. */
export type Desk = {
  read(path: string): Promise<Answer['body']>;
  load(): Promise<void>;
  /** Reports an event until it is accepted. */
  report(event: OperationEvent): Promise<void>;
  /** Requests that were said again. */
  repeats(): number;
};

const patienceMs = 60_000;
const pauseMs = 100;

/** Logs in, and again whenever the token is at its end. */
export async function openDesk(api: Api, { admin }: Pick<Stack, 'admin'>): Promise<Desk> {
  let account: Account | undefined;
  let repeats = 0;

  async function sayOnce(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
    account ??= await api.login(admin.username, admin.password);
    const answer = await api.call(method, path, account.token, body);
    if (answer.status === 401) account = undefined;
    return answer;
  }

  async function say(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      let why: unknown;
      try {
        const answer = await sayOnce(method, path, body);
        if (answer.status < 500 && answer.status !== 401 && answer.status !== 429) return answer;
        why = `${answer.status} ${JSON.stringify(answer.body)}`;
      } catch (error) {
        why = error;
      }
      if (performance.now() > deadline) throw new Error(`${method} ${path}: no answer in time`, { cause: why });
      repeats += 1;
      await delay(pauseMs);
    }
  }

  return {
    read: async (path) => expected(200, path, await say('GET', path)).body,
    async load() {
      expected(200, 'sample data', await say('POST', '/api/demo/load'));
    },
    async report(event) {
      expected(202, event.event_id, await say('POST', '/api/ops/events', event));
    },
    repeats: () => repeats,
  };
}
