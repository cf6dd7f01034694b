import { type NoteDeps, notePayment } from './note.ts';
import type { Answer, Provider } from './provider.ts';
import type { PaymentRow } from './queries.ts';
import { decideNext, keyOf, learn, type News, type Operation, type Payment, paymentOf, takeUp } from './rules.ts';

/** How a payment stands for whoever waits for it. */
export type Settlement =
  | { kind: 'confirmed' }
  | { kind: 'declined'; reason: string }
  | { kind: 'unknown' }
  | { kind: 'released' };

/** Most calls for one payment before it is left for later. */
const mostCalls = 6;
/** For how long a payment or refund is its taker's, in seconds: longer than that many calls of 2 s, and their note. */
export const leaseSeconds = 20;

export function settlementOf({ state, reason }: Pick<PaymentRow, 'state' | 'reason'>): Settlement {
  switch (state) {
    case 'captured':
      return { kind: 'confirmed' };
    case 'declined':
      return { kind: 'declined', reason: reason ?? 'declined' };
    case 'returned':
    case 'released':
      return { kind: 'released' };
    case 'pending':
      return { kind: 'unknown' };
  }
}

export type Settler = {
  settle(claimed: PaymentRow): Promise<Settlement>;
  /** Begins no more calls; what is in hand is noted as far as it has come. */
  stop(): void;
};

/**
 * Settles payments that the caller has claimed. What the provider says is heard outside of transactions, then noted in one with
 * all its consequences.
 */
export function createSettler(deps: NoteDeps & { provider: Provider }): Settler {
  let isStopping = false;
  return {
    async settle(claimed) {
      const news: News[] = [];
      let payment = takeUp(paymentOf(claimed));
      while (!isStopping && news.length < mostCalls) {
        const step = decideNext(payment, { isDue: claimed.isDue, last: news.at(-1)?.answer });
        if (step.kind !== 'send' && step.kind !== 'ask') break;
        const answer = await call(deps.provider, claimed, payment, step);
        news.push({ operation: step.operation, answer });
        payment = learn(payment, { operation: step.operation, answer });
      }
      return settlementOf(await notePayment(deps, claimed, news));
    },
    stop() {
      isStopping = true;
    },
  };
}

function call(
  provider: Provider,
  row: PaymentRow,
  payment: Payment,
  { kind, operation }: { kind: 'send' | 'ask'; operation: Operation },
): Promise<Answer> {
  const key = keyOf(row.key, operation);
  if (kind === 'ask') return provider.ask(key);
  const { amountMinor, currency, method, token } = row;
  switch (operation) {
    case 'authorise':
      return provider.authorise(key, { amountMinor, currency, method, ...(token === null ? {} : { token }) });
    case 'capture':
      return provider.capture(key, { reference: payment.reference ?? '', amountMinor });
    case 'void':
      return provider.void(key, { authoriseKey: keyOf(row.key, 'authorise') });
  }
}
