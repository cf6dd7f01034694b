import CircuitBreaker from 'opossum';
import { addFailure, isTripped, tripRule } from './failure-window.ts';
import type { Verdict } from './outcome.ts';

export type BreakerState = 'closed' | 'open' | 'halfOpen';

/** One call that a breaker knows about; a trial is the one call that a half-open breaker lets pass. */
export type Admission = { isTrial: boolean };

/** Guards one instance. Times are monotonic milliseconds. */
export type Breaker = {
  readonly state: BreakerState;
  /** What an operator forced it to be; undefined while it decides by itself. */
  readonly forced: 'open' | 'closed' | undefined;
  /** Whether a call may pass now. */
  readonly isAdmitting: boolean;
  /** Whole seconds until a refused call is worth repeating, at least 1. */
  retryAfterSeconds(now: number): number;
  /** Call before sending, also where a balanced call goes past an open breaker because all are open. */
  admit(): Admission;
  /** Call once for each admission, when the head of the answer is there or the attempt is over. */
  settle(admission: Admission, verdict: Verdict, now: number): void;
  force(to: 'open' | 'closed' | 'auto'): void;
  close(): void;
};

/** How long a tripped breaker stays open before it lets one call try (api.md §2). */
const openMs = 10_000;

/**
 * opossum keeps the states and the way back; when to open is counted here, because "3 failures within 17.5 s" is not a
 * percentage. Outcomes are fired through it rather than the calls themselves, so that a call which a client aborted
 * leaves no trace.
 */
export function createBreaker(name: string, onChange: (state: BreakerState) => void = () => undefined): Breaker {
  const circuit = new CircuitBreaker(
    (verdict: Verdict) => (verdict === 'bad' ? Promise.reject(new Error('the call failed')) : Promise.resolve()),
    {
      name,
      timeout: false,
      resetTimeout: openMs,
      volumeThreshold: Number.MAX_SAFE_INTEGER,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
    },
  );
  let failures: number[] = [];
  let forced: Breaker['forced'];
  let openedAt = 0;
  let isTrialRunning = false;

  circuit.on('open', () => onChange('open'));
  circuit.on('halfOpen', () => {
    isTrialRunning = false;
    onChange('halfOpen');
  });
  circuit.on('close', () => {
    failures = [];
    onChange('closed');
  });

  function open(now: number): void {
    failures = [];
    openedAt = now;
    circuit.open();
  }

  /** opossum's own transition: one success closes, one failure opens again. */
  function settleTrial(verdict: Verdict, now: number): void {
    isTrialRunning = false;
    if (verdict === 'neutral' || !circuit.halfOpen) return;
    if (verdict === 'bad') openedAt = now;
    circuit.fire(verdict).catch(() => undefined);
  }

  const stateOf = (): BreakerState => {
    if (forced !== undefined) return forced;
    if (circuit.closed) return 'closed';
    return circuit.halfOpen ? 'halfOpen' : 'open';
  };

  return {
    get state() {
      return stateOf();
    },
    get forced() {
      return forced;
    },
    get isAdmitting() {
      const state = stateOf();
      return state === 'closed' || (state === 'halfOpen' && !isTrialRunning);
    },
    retryAfterSeconds(now) {
      if (stateOf() !== 'open') return 1;
      const leftMs = forced === 'open' ? openMs : openedAt + openMs - now;
      return Math.max(1, Math.ceil(leftMs / 1000));
    },
    admit() {
      const isTrial = stateOf() === 'halfOpen' && !isTrialRunning;
      if (isTrial) isTrialRunning = true;
      return { isTrial };
    },
    settle({ isTrial }, verdict, now) {
      if (isTrial) return settleTrial(verdict, now);
      if (verdict !== 'bad' || !circuit.closed) return;
      failures = addFailure(failures, now);
      if (isTripped(failures)) open(now);
    },
    force(to) {
      forced = to === 'auto' ? undefined : to;
      failures = [];
      isTrialRunning = false;
      circuit.close();
      if (forced !== undefined) onChange(forced);
    },
    close() {
      circuit.shutdown();
    },
  };
}

/** Shown by the system route beside the states. */
export const breakerRule = { ...tripRule, openMs };
