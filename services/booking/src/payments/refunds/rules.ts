import type { Answer } from '../provider.ts';

/** Attempts before a refund is given up, some nine hours after it was queued. Then somebody of the staff has to look. */
export const mostAttempts = 20;
const longestPauseSeconds = 3600;

export type Part = { paymentId: number; amountMinor: number };

/** How a refund of at most this much is spread over payments with something left, in their order; minor units. */
export function spread(wishedMinor: number, payments: readonly { paymentId: number; leftMinor: number }[]): Part[] {
  let openMinor = wishedMinor;
  return payments.flatMap(({ paymentId, leftMinor }) => {
    const amountMinor = Math.max(0, Math.min(openMinor, leftMinor));
    openMinor -= amountMinor;
    return amountMinor === 0 ? [] : [{ paymentId, amountMinor }];
  });
}

export type RefundStep =
  | { kind: 'done'; reference: string | undefined }
  | { kind: 'again'; inSeconds: number; reason: string }
  | { kind: 'dead'; reason: string };

/** What becomes of a refund after its nth attempt (1 = the first). What the provider refuses for good is given up at once. */
export function decideRefund(answer: Answer, attempts: number, random: number): RefundStep {
  switch (answer.kind) {
    case 'done':
      return { kind: 'done', reference: answer.reference };
    case 'declined':
    case 'refused':
      return { kind: 'dead', reason: answer.reason };
    case 'pending':
    case 'unheard':
    case 'notTaken':
    case 'unknown': {
      const reason = 'reason' in answer ? answer.reason : answer.kind;
      if (attempts >= mostAttempts) return { kind: 'dead', reason };
      const inSeconds = Math.min(2 ** (attempts - 1), longestPauseSeconds) * (1 - random / 5);
      return { kind: 'again', inSeconds, reason };
    }
  }
}

/** The key of a refund at the provider; the cause's own key is unique within its order. */
export function refundKey(paymentKey: string, key: string): string {
  return `${paymentKey}/refund/${key}`;
}
