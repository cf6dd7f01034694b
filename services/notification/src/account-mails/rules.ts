import type { Verdict } from '../deliveries/attempt.ts';

/** What came of one attempt at a mail. */
export type Attempted =
  | Verdict
  /** The token cannot be used any more. */
  | { kind: 'void' };

/** What is written down of an attempt. */
export type Ending =
  | { state: 'SENT'; reason: string }
  | { state: 'VOID'; reason: string }
  | { state: 'FAILED'; reason: string }
  /** Another attempt follows; after a doubtful one nobody knows whether a provider has the mail. */
  | { state: 'QUEUED'; reason: string; retryAt: Temporal.Instant; isDoubtful: boolean };

/** A mail in the middle of an attempt. */
export type Attempt = {
  /** This one included. */
  attempts: number;
  /** Earlier ones whose end nobody knows. */
  doubts: number;
  expiresAt: Temporal.Instant;
};

const longestPauseSeconds = 120;
/** Time to use a token whose mail has perhaps arrived: then no second copy is sent. */
const doubtPauseSeconds = 120;
/** Copies that one person may get at the worst. */
const mostDoubts = 2;

/** How an attempt ends, and when the next one is; never after the end of the token. `random` is from 0 to 1. */
export function decideEnding(attempted: Attempted, mail: Attempt, now: Temporal.Instant, random: number): Ending {
  const retry = (reason: string, pauseSeconds: number, isDoubtful: boolean): Ending => {
    const retryAt = now.add({ milliseconds: Math.round(pauseSeconds * 1000) });
    return Temporal.Instant.compare(retryAt, mail.expiresAt) < 0
      ? { state: 'QUEUED', reason, retryAt, isDoubtful }
      : { state: 'FAILED', reason: `its token ended before anybody had it: ${reason}` };
  };
  switch (attempted.kind) {
    case 'accepted':
      return { state: 'SENT', reason: `${attempted.account} has it` };
    case 'void':
      return Temporal.Instant.compare(now, mail.expiresAt) < 0
        ? { state: 'VOID', reason: 'its token was used or replaced before' }
        : { state: 'FAILED', reason: 'its token ended before anybody had it' };
    case 'refused':
      return { state: 'FAILED', reason: attempted.reason };
    case 'later':
      return retry(attempted.reason, pauseAfter(mail.attempts, random), false);
    case 'unsure':
    case 'lost':
      return mail.doubts + 1 < mostDoubts
        ? retry('a provider may have it; sent once more unless its token is used by then', doubtPauseSeconds, true)
        : { state: 'FAILED', reason: 'a provider may have it; it was not sent again' };
  }
}

/** Seconds to wait after the nth failed attempt: 1, 2, 4 … 120, each within ±25 %. */
function pauseAfter(attempt: number, random: number): number {
  return Math.min(2 ** Math.min(attempt - 1, 10), longestPauseSeconds) * (0.75 + random / 2);
}

/** A provider's words without what must not be kept: some repeat what they were given. */
export function withoutSecrets(words: string, { email, token }: { email: string; token: string }): string {
  return [email, token].reduce((text, secret) => text.replaceAll(new RegExp(RegExp.escape(secret), 'gi'), '…'), words);
}
