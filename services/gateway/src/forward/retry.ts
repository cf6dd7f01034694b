import type { Outcome } from '../breakers/outcome.ts';

/** What a retry depends on. */
export type Attempt = {
  outcome: Outcome;
  method: string;
  hasIdempotencyKey: boolean;
  /** Whether the whole body could be sent again. */
  isReplayable: boolean;
  /** Attempts so far, this one included. */
  attempts: number;
  /** The service is shutting down and said so instead of answering. */
  isLeaving: boolean;
  /** Instances that have not been tried. */
  untried: number;
};

export type RetryDecision = 'retry' | 'retryWithinBudget' | 'giveUp';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Attempts of one request that reached an instance. */
const mostAttempts = 3;

/**
 * Whether another instance may be asked. Never-connected is always safe, and bounded by the instances there are. What
 * may have reached an instance is repeated only where twice is as good as once (a safe method, or an idempotency key),
 * and within a budget, so that a failing service is not buried under retries. A time-out has used up the deadline.
 */
export function decideRetry(attempt: Attempt): RetryDecision {
  if (attempt.untried === 0 || !attempt.isReplayable) return 'giveUp';
  if (attempt.outcome.kind === 'unreachable') return 'retry';
  const isLost = attempt.outcome.kind === 'broken' || attempt.isLeaving;
  const isRepeatable = safeMethods.has(attempt.method) || attempt.hasIdempotencyKey;
  return isLost && isRepeatable && attempt.attempts < mostAttempts ? 'retryWithinBudget' : 'giveUp';
}
