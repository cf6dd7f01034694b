import { percentile, round } from '../report.ts';

/** One request of a traveller at the gateway. Times are monotonic milliseconds. */
export type Call = {
  /** A request that may be repeated by whoever carries it: it changes nothing. */
  isSafe: boolean;
  /** 0 where nothing came. */
  status: number;
  sentMs: number;
  tookMs: number;
  /** The instance that answered, where it says. */
  servedBy: string | undefined;
};

export type Window = { fromMs: number; toMs: number };

/** A refusal is an answer; a fault of ours is none. */
export const isFailed = ({ status }: Call): boolean => status === 0 || status >= 500;

export function sentWithin(calls: readonly Call[], { fromMs, toMs }: Window): Call[] {
  return calls.filter(({ sentMs }) => sentMs >= fromMs && sentMs < toMs);
}

export function p99Ms(calls: readonly Call[]): number {
  return round(
    percentile(
      calls.map(({ tookMs }) => tookMs),
      0.99,
    ),
  );
}

/** Share of calls that were answered, in percent. */
export function availabilityPercent(calls: readonly Call[]): number {
  if (calls.length === 0) return 0;
  return round(100 * (1 - calls.filter(isFailed).length / calls.length), 3);
}

/** Calls that failed although the instance was dead before they were sent: nobody should have sent them there. */
export function failedLater(calls: readonly Call[], deadMs: number): Call[] {
  return calls.filter((call) => isFailed(call) && call.sentMs >= deadMs);
}
