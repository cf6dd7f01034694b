import { request } from 'undici';
import { createGuard, type Guard, type GuardOptions } from '../outgoing/guard.ts';

export type Sender = {
  /** Why the target may not be called now, if so. */
  refusal: Guard['refusal'];
  /** Sends one message and gives the status of the answer. Throws where there is none. */
  post(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
};

/** How long a target may take to answer, in milliseconds. */
const deadlineMs = 10_000;
/** What is read of an answer, which says nothing that we need. */
const mostAnswerBytes = 64 * 1024;

/** Calls the targets of webhooks. */
export function createSender(options: GuardOptions): Sender {
  const guard = createGuard(options);
  return {
    refusal: guard.refusal,
    async post(url, headers, body, signal) {
      const { statusCode, body: answer } = await request(url, {
        dispatcher: guard.dispatcherFor(url),
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]),
      });
      // The status has said it all; an answer that breaks off or never ends changes nothing.
      await answer.dump({ limit: mostAnswerBytes }).catch(() => undefined);
      return statusCode;
    },
    close: guard.close,
  };
}
