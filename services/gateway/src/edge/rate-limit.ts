import { Problem } from '@airside/contracts';
import { askUnlessPaused, bearerToken, createPause, type Logger, type TokenVerifier } from '@airside/service';
import type { IncomingMessage } from 'node:http';
import { addressKey, isLoopback } from './client-address.ts';
import type { LocalLimiter } from './local-limiter.ts';
import type { SharedLimiter } from './redis-limiter.ts';

export type RateLimitOptions = {
  local: LocalLimiter;
  /** Absent where there is no Redis. */
  shared: SharedLimiter | undefined;
  verifyToken: TokenVerifier;
  isLoopbackExempt: boolean;
  logger: Logger;
  /** Monotonic clock in milliseconds. */
  now: () => number;
};

/** Answers a problem for a request above the limit. Undefined at once, without a promise, for one that is exempt. */
export type RateLimit = (request: IncomingMessage, address: string) => Promise<Problem | undefined> | undefined;

/** Longest wait for keys to check a token with; the address counts when they do not come. */
const keysTimeoutMs = 250;

export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { local, shared, logger, now } = options;
  const sharedPause = createPause(now);
  const userKey = createUserKey(options);

  async function decide(request: IncomingMessage, address: string): Promise<Problem | undefined> {
    const key = (await userKey(bearerToken(request.headers.authorization))) ?? addressKey(address);
    const decision = (await askShared(key)) ?? local.decide(key, now());
    if (decision.isAllowed) return undefined;
    return new Problem('TOO_MANY_REQUESTS', { retryAfterSeconds: Math.max(1, decision.retryAfterMs / 1000) });
  }

  async function askShared(key: string): Promise<{ isAllowed: boolean; retryAfterMs: number } | undefined> {
    if (shared === undefined) return undefined;
    return askUnlessPaused(
      sharedPause,
      () => shared.decide(key),
      (error) => {
        if (!sharedPause.isOn()) logger.warn({ err: error }, 'Redis does not answer; requests are counted here only');
      },
    );
  }

  return (request, address) => (options.isLoopbackExempt && isLoopback(address) ? undefined : decide(request, address));
}

/** The account behind a token, for counting only: services check the token themselves, and refuse it. */
function createUserKey({
  verifyToken,
  now,
}: RateLimitOptions): (token: string | undefined) => Promise<string | undefined> {
  const keysPause = createPause(now);
  return async (token) => {
    if (token === undefined) return undefined;
    // Fails where no key could be had from any user instance, or not soon enough.
    const claims = await askUnlessPaused(keysPause, () => withinMs(verifyToken(token), keysTimeoutMs));
    return claims === undefined ? undefined : `u:${claims.sub}`;
  };
}

function withinMs<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('not in time')), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
