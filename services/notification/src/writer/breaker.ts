import CircuitBreaker from 'opossum';
import { WriterFailure } from './failure.ts';

export type BreakerRule = {
  /** More than half of at least so many calls within `windowMs` have failed: it opens. */
  fewestCalls: number;
  windowMs: number;
  /** Milliseconds until one call may try again. */
  openMs: number;
};
export const breakerRule: BreakerRule = { fewestCalls: 5, windowMs: 60_000, openMs: 30_000 };

/** Spares travellers the wait for a provider that does not answer. */
export type Breaker<Args extends unknown[], Result> = {
  /** False while calls are refused, and while the one that tries again is under way. */
  isAdmitting(): boolean;
  /** Throws WriterFailure `breaker_open`, or what the call throws. */
  call(...args: Args): Promise<Result>;
  close(): void;
};

export function createBreaker<Args extends unknown[], Result>(
  act: (...args: Args) => Promise<Result>,
  { fewestCalls, windowMs, openMs }: BreakerRule,
): Breaker<Args, Result> {
  const circuit = new CircuitBreaker(act, {
    // Calls end at their own deadline.
    timeout: false,
    volumeThreshold: fewestCalls,
    errorThresholdPercentage: 50,
    rollingCountTimeout: windowMs,
    resetTimeout: openMs,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  });
  return {
    isAdmitting: () => circuit.closed || circuit.pendingClose,
    async call(...args) {
      try {
        return await circuit.fire(...args);
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'EOPENBREAKER') throw error;
        throw new WriterFailure('breaker_open', 'the provider has failed too often', { cause: error });
      }
    },
    close: () => circuit.shutdown(),
  };
}
