/** How one attempt on one instance went, as far as the head of its answer. */
export type Outcome =
  | { kind: 'answered'; status: number }
  /** No connection: nothing was sent. */
  | { kind: 'unreachable' }
  /** The connection broke after the request had begun to leave. */
  | { kind: 'broken' }
  | { kind: 'timedOut' }
  /** Ended by the client, or by us for the client's fault; says nothing about the instance. */
  | { kind: 'abandoned' };

export type Verdict = 'good' | 'bad' | 'neutral';

/** Statuses that speak against the instance. A deliberate 503 does not: it is how a healthy instance says "not now" (api.md §2). */
const badStatuses = new Set([500, 502, 504]);

/** What an outcome says about the instance; breaker and ejection count alike. */
export function judge(outcome: Outcome): Verdict {
  switch (outcome.kind) {
    case 'answered':
      if (badStatuses.has(outcome.status)) return 'bad';
      return outcome.status === 503 ? 'neutral' : 'good';
    case 'unreachable':
    case 'broken':
    case 'timedOut':
      return 'bad';
    case 'abandoned':
      return 'neutral';
  }
}
