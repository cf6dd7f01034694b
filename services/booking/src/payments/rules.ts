import type { PaymentState } from '@airside/contracts';
import type { Answer } from './provider.ts';

/** pending: not sent, as far as is known. unknown: may have been sent. The others are for good. */
export type OperationState = 'pending' | 'unknown' | 'done' | 'failed';
export type Operation = 'authorise' | 'capture' | 'void';

/** What a decision needs to know of a payment. */
export type Payment = {
  state: PaymentState;
  authorise: OperationState;
  capture: OperationState;
  /** Undefined where nothing is to be undone. */
  void: OperationState | undefined;
  reference: string | undefined;
  /** Why an operation failed. `declined` is the payer's bank; `refused` anything else. */
  failure: { kind: 'declined' | 'refused'; reason: string } | undefined;
  /** How often somebody has set out to settle it, this time included. */
  attempts: number;
};

/** What has just been heard. */
export type News = { operation: Operation; answer: Answer };

export type Step =
  | { kind: 'send'; operation: Operation }
  | { kind: 'ask'; operation: Operation }
  /** The money is there: to the order, and back to the payer where the order has gone. */
  | { kind: 'confirm' }
  /** The money is there and nobody waits for it. */
  | { kind: 'giveBack' }
  | { kind: 'decline'; reason: string }
  /** Lets the order go; what may have reached the provider is undone afterwards. */
  | { kind: 'release'; reason: string; isVoidNeeded: boolean }
  /** Nobody knows yet; later again. */
  | { kind: 'wait'; reason: string }
  | { kind: 'rest' };

/** What ends an order's waiting, or settles what was left of it. */
export type End = Extract<Step, { kind: 'confirm' | 'giveBack' | 'decline' | 'release' }>;

const ends: readonly Step['kind'][] = ['confirm', 'giveBack', 'decline', 'release'];
export function isEnd(step: Step): step is End {
  return ends.includes(step.kind);
}

/** Of the row as it is kept. */
export function paymentOf(
  row: Pick<Payment, 'state' | 'authorise' | 'capture' | 'attempts'> & {
    void: OperationState | null;
    reference: string | null;
  },
): Payment {
  const { state, authorise, capture, attempts } = row;
  return {
    state,
    authorise,
    capture,
    void: row.void ?? undefined,
    reference: row.reference ?? undefined,
    failure: undefined,
    attempts,
  };
}

/** A payment as its next taker finds it: whoever tried before may have sent what is not noted as sent. */
export function takeUp(payment: Payment): Payment {
  if (payment.attempts <= 1) return payment;
  const doubt = (state: OperationState) => (state === 'pending' ? 'unknown' : state);
  return { ...payment, authorise: doubt(payment.authorise), capture: doubt(payment.capture) };
}

const isFinal = (state: OperationState | undefined) => state === 'done' || state === 'failed';

/** A payment with what has been heard. What is known for good stays, whoever brings the news and however late. */
export function learn(payment: Payment, { operation, answer }: News): Payment {
  if (isFinal(payment[operation])) return payment;
  switch (answer.kind) {
    case 'done':
      return learnDone(payment, operation, answer);
    case 'declined':
      return { ...payment, [operation]: 'failed', failure: { kind: 'declined', reason: answer.reason } };
    case 'refused':
      return learnRefusal(payment, operation, answer);
    case 'unheard':
      return { ...payment, [operation]: 'pending' };
    case 'notTaken': {
      // Conclusive only where nobody else can have sent it before.
      const isConclusive = operation === 'authorise' && payment.attempts <= 1 && payment.authorise === 'pending';
      return isConclusive
        ? { ...payment, authorise: 'failed', failure: { kind: 'refused', reason: 'provider_unreachable' } }
        : payment;
    }
    case 'pending':
    case 'unknown':
      return { ...payment, [operation]: 'unknown' };
  }
}

function learnDone(payment: Payment, operation: Operation, answer: Extract<Answer, { kind: 'done' }>): Payment {
  const reference = payment.reference ?? answer.reference;
  if (operation !== 'void') return { ...payment, [operation]: 'done', reference };
  // A void that is done says what it found.
  const found = answer.wasAuthorised === true ? 'done' : 'failed';
  return { ...payment, void: 'done', authorise: isFinal(payment.authorise) ? payment.authorise : found, reference };
}

function learnRefusal(payment: Payment, operation: Operation, answer: Extract<Answer, { kind: 'refused' }>): Payment {
  const { reason, reference } = answer;
  if (operation !== 'void') return { ...payment, [operation]: 'failed', failure: { kind: 'refused', reason } };
  // Too late to void. Any other refusal of a void leaves it to be tried again: giving up could keep somebody's money.
  return reason === 'captured'
    ? { ...payment, authorise: 'done', capture: 'done', void: 'failed', reference: payment.reference ?? reference }
    : { ...payment, void: 'unknown' };
}

/**
 * What to do next about a payment. `last` is what the provider has just said, if anything; `isDue`: the order waits no longer,
 * or not beyond this moment by the clock of the database.
 */
export function decideNext(payment: Payment, { isDue, last }: { isDue: boolean; last?: Answer | undefined }): Step {
  switch (payment.state) {
    case 'captured':
    case 'returned':
    case 'declined':
      return { kind: 'rest' };
    case 'released':
      return decideUndoing(payment, last);
    case 'pending':
      break;
  }
  const { authorise, capture, failure } = payment;
  if (capture === 'done') return { kind: 'confirm' };
  if (authorise === 'failed') {
    const reason = failure?.reason ?? 'unknown';
    return failure?.kind === 'declined'
      ? { kind: 'decline', reason }
      : { kind: 'release', reason, isVoidNeeded: false };
  }
  if (capture === 'failed') return { kind: 'release', reason: failure?.reason ?? 'unknown', isVoidNeeded: true };
  if (isDue) return { kind: 'release', reason: 'payment_overdue', isVoidNeeded: true };
  if (last !== undefined && isInconclusive(last)) return { kind: 'wait', reason: reasonOf(last) };
  const operation = authorise === 'done' ? 'capture' : 'authorise';
  return { kind: payment[operation] === 'unknown' ? 'ask' : 'send', operation };
}

function decideUndoing(payment: Payment, last: Answer | undefined): Step {
  if (payment.capture === 'done') return { kind: 'giveBack' };
  if (payment.void === undefined || isFinal(payment.void)) return { kind: 'rest' };
  if (last !== undefined && (isInconclusive(last) || last.kind === 'refused')) {
    return { kind: 'wait', reason: reasonOf(last) };
  }
  return { kind: 'send', operation: 'void' };
}

function isInconclusive({ kind }: Answer): boolean {
  return kind === 'pending' || kind === 'unknown' || kind === 'notTaken';
}

function reasonOf(answer: Answer): string {
  return 'reason' in answer ? answer.reason : answer.kind;
}

/** Longest pause between two looks, in seconds: while somebody waits at the screen, and afterwards. */
const longestPauseSeconds = 15;
const longestLatePauseSeconds = 60;

/** Seconds until the next look after the nth (1 = the first): 1, 2, 4 …, shortened by up to a fifth so that not all come at once. */
export function pauseSeconds(attempts: number, state: PaymentState, random: number): number {
  const longest = state === 'pending' ? longestPauseSeconds : longestLatePauseSeconds;
  return Math.min(2 ** (Math.max(attempts, 1) - 1), longest) * (1 - random / 5);
}

/** The keys under which the provider knows the operations of a payment. */
export function keyOf(paymentKey: string, operation: Operation): string {
  return `${paymentKey}/${operation}`;
}
