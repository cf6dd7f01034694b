import type { PaymentState } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { counter, Gauge, type Registry } from '@airside/service';
import type { Answer, Provider } from './provider.ts';
import { type Backlog, findBacklog } from './queries.ts';

export type PaymentOutcome = Exclude<PaymentState, 'pending'>;
export type PaymentMetrics = {
  onSettled(outcome: PaymentOutcome): void;
  /** A payment whose outcome could not be had at once. */
  onUnknown(): void;
  onRefund(outcome: 'done' | 'again' | 'dead'): void;
  /** The same provider, its calls counted. */
  countCalls(provider: Provider): Provider;
};

const outcomes: PaymentOutcome[] = ['captured', 'returned', 'declined', 'released'];
const calls = ['authorise', 'capture', 'void', 'refund', 'ask'] as const;
const answers: Answer['kind'][] = ['done', 'declined', 'refused', 'pending', 'unheard', 'notTaken', 'unknown'];

/** Figures of payments. All series exist from the start, so that a rate of them is never missing. */
export function measurePayments(registry: Registry, cluster: Pick<Cluster, 'reader'>): PaymentMetrics {
  const settled = counter(registry, 'payments_total', 'Payments that came to an end, by outcome', ['outcome']);
  const unknown = counter(registry, 'payments_unknown_total', 'Payments whose outcome could not be had at once');
  const refunds = counter(registry, 'refund_attempts_total', 'Attempts at refunds, by outcome', ['outcome']);
  const called = counter(registry, 'payment_provider_calls_total', 'Calls to the payment provider', ['call', 'answer']);
  for (const outcome of outcomes) settled.inc({ outcome }, 0);
  for (const outcome of ['done', 'again', 'dead']) refunds.inc({ outcome }, 0);
  for (const call of calls) for (const answer of answers) called.inc({ call, answer }, 0);
  unknown.inc(0);
  measureBacklog(registry, cluster);

  const counted =
    <Arguments extends unknown[]>(call: (typeof calls)[number], make: (...args: Arguments) => Promise<Answer>) =>
    async (...args: Arguments): Promise<Answer> => {
      const answer = await make(...args);
      called.inc({ call, answer: answer.kind });
      return answer;
    };
  return {
    onSettled: (outcome) => settled.inc({ outcome }),
    onUnknown: () => unknown.inc(),
    onRefund: (outcome) => refunds.inc({ outcome }),
    countCalls: (provider) => ({
      name: provider.name,
      authorise: counted('authorise', provider.authorise),
      capture: counted('capture', provider.capture),
      void: counted('void', provider.void),
      refund: counted('refund', provider.refund),
      ask: counted('ask', provider.ask),
      close: provider.close,
    }),
  };
}

function measureBacklog(registry: Registry, cluster: Pick<Cluster, 'reader'>): void {
  let asked: Promise<Backlog | undefined> | undefined;
  /** The gauges of one scrape share one look. Without the database there are no figures, and the rest of the metrics all the same. */
  const look = () => {
    asked ??= findBacklog(cluster.reader)
      .catch(() => undefined)
      .finally(() => {
        asked = undefined;
      });
    return asked;
  };
  for (const [name, figure, help] of gauges) {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const backlog = await look();
        if (backlog === undefined) this.reset();
        else this.set(backlog[figure]);
      },
    });
  }
}

const gauges = [
  ['payments_unknown', 'unknown', 'Payments whose outcome is not known at present'],
  [
    'payments_oldest_unknown_seconds',
    'oldestUnknownSeconds',
    'Age of the longest unknown outcome, in seconds; 0 when there is none',
  ],
  ['refunds_queued', 'refundsQueued', 'Refunds that wait to be carried out'],
  [
    'refunds_oldest_queued_seconds',
    'oldestQueuedSeconds',
    'Age of the oldest refund that waits, in seconds; 0 when there is none',
  ],
  ['refunds_dead', 'refundsDead', 'Refunds that were given up and wait for somebody of the staff'],
] as const satisfies (readonly [string, keyof Backlog, string])[];
