import type { Answer } from '../provider.ts';

/** Attempts before a refund is given up, some nine hours after it was queued. Then somebody of the staff has to look. */
export const mostAttempts = 20;
const longestPauseSeconds = 3600;

/** How much of a wish can be granted, in minor units. */
export function grantable(wishedMinor: number, leftMinor: number): number {
  return Math.max(0, Math.min(wishedMinor, leftMinor));
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
