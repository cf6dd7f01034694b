import type { AuthoriseBody, MoveBody, OperationAnswer, VoidBody } from '../payments/protocol.ts';
import { behaviourOf } from './tokens.ts';

/** A payment as the sandbox keeps it; plain JSON, one line of the journal. */
export type Charge = {
  reference: string;
  /** Of the authorisation. */
  key: string;
  /** Absent where a void came first: the authorisation is refused if it ever comes. */
  request?: AuthoriseBody;
  state: 'undecided' | 'captured' | 'voided';
  /** Unix milliseconds: from when on the verdict is known. */
  decidesAtMs: number;
  refundedMinor: number;
  /** Captures, voids and refunds by their keys, with their answers. */
  operations: Record<string, OperationAnswer>;
};

export type Books = {
  authorise(key: string, request: AuthoriseBody): OperationAnswer;
  capture(key: string, capture: MoveBody): OperationAnswer;
  void(key: string, voided: VoidBody): OperationAnswer;
  refund(key: string, refund: MoveBody): OperationAnswer;
  ask(key: string): OperationAnswer;
  /** The token that a payment was made with, by any of its keys or its reference. */
  tokenOf(name: string): string | undefined;
  /** From when on the verdict on an authorisation is known, in Unix milliseconds. */
  decidesAtMs(key: string): number;
  /** Per currency, in minor units. */
  totals(): { currency: string; capturedMinor: number; refundedMinor: number }[];
  /** Payments approved and neither captured nor voided: money of a payer that is kept from him. */
  listHeld(): string[];
  charges(): Iterable<Charge>;
};

/** The oldest are forgotten beyond so many, that the sandbox does not grow for ever: about 40 MB. */
const mostCharges = 50_000;

const refused = (reason: string, reference?: string): OperationAnswer => ({
  state: 'refused',
  reason,
  ...(reference === undefined ? {} : { reference }),
});

/** The provider's side of the books. `onChange` is told of every charge that has changed, before its answer goes out. */
export function createBooks(options: {
  nowMs: () => number;
  onChange: (charge: Charge) => void;
  known?: Iterable<Charge>;
}): Books {
  const { nowMs, onChange } = options;
  /** By reference, oldest first. */
  const charges = new Map<string, Charge>();
  /** Every key of every charge. */
  const byKey = new Map<string, Charge>();
  let made = 0;

  function keep(charge: Charge): void {
    charges.set(charge.reference, charge);
    for (const key of [charge.key, ...Object.keys(charge.operations)]) byKey.set(key, charge);
    made = Math.max(made, Number(charge.reference.slice('charge_'.length)));
    const [oldest] = charges.size > mostCharges ? charges.values() : [];
    if (oldest === undefined) return;
    charges.delete(oldest.reference);
    for (const key of [oldest.key, ...Object.keys(oldest.operations)]) byKey.delete(key);
  }

  function open(key: string, request?: AuthoriseBody): Charge {
    const delayMs = request === undefined ? 0 : behaviourOf(request.token).decidesInSeconds * 1000;
    return {
      reference: `charge_${made + 1}`,
      key,
      ...(request === undefined ? {} : { request }),
      state: request === undefined ? 'voided' : 'undecided',
      decidesAtMs: nowMs() + delayMs,
      refundedMinor: 0,
      operations: {},
    };
  }

  function change(charge: Charge): void {
    onChange(charge);
    keep(charge);
  }

  /** What has been made of an operation goes under its key for ever, unless it is not decided yet. */
  function settle(charge: Charge, key: string, answer: OperationAnswer): OperationAnswer {
    if (answer.state === 'pending') return answer;
    charge.operations[key] = answer;
    change(charge);
    return answer;
  }

  function standingOf(charge: Charge): OperationAnswer {
    const { reference } = charge;
    if (charge.state === 'voided') return refused('voided', reference);
    if (nowMs() < charge.decidesAtMs) return { state: 'pending', reference };
    const { verdict } = behaviourOf(charge.request?.token);
    return verdict === 'approve'
      ? { state: 'done', reference }
      : { state: 'declined', reason: verdict.decline, reference };
  }

  const books: Books = {
    authorise(key, request) {
      const known = byKey.get(key);
      if (known === undefined) {
        const charge = open(key, request);
        change(charge);
        return standingOf(charge);
      }
      const isSame = known.request === undefined || sameRequest(known.request, request);
      return isSame ? standingOf(known) : refused('key_reused');
    },
    capture(key, { reference, amountMinor }) {
      const charge = charges.get(reference);
      const known = charge?.operations[key];
      if (known !== undefined) return known;
      if (charge?.request === undefined) return refused('unknown_reference');
      const standing = standingOf(charge);
      if (standing.state === 'pending') return standing;
      const { capture } = behaviourOf(charge.request.token);
      if (standing.state !== 'done' || charge.state !== 'undecided' || capture === 'declined') {
        return settle(
          charge,
          key,
          refused(charge.state === 'undecided' ? 'capture_declined' : charge.state, reference),
        );
      }
      if (amountMinor !== charge.request.amountMinor) return refused('wrong_amount', reference);
      charge.state = 'captured';
      return settle(charge, key, { state: 'done', reference });
    },
    void(key, { authoriseKey }) {
      const charge = byKey.get(authoriseKey) ?? open(authoriseKey);
      const known = charge.operations[key];
      if (known !== undefined) return known;
      const { reference } = charge;
      if (charge.state === 'captured') return settle(charge, key, refused('captured', reference));
      const standing = standingOf(charge);
      if (standing.state === 'pending') return standing;
      charge.state = 'voided';
      return settle(charge, key, { state: 'done', reference, wasAuthorised: standing.state === 'done' });
    },
    refund(key, { reference, amountMinor }) {
      const charge = charges.get(reference);
      const known = charge?.operations[key];
      if (known !== undefined) return known;
      if (charge?.request === undefined) return refused('unknown_reference');
      if (charge.state !== 'captured') return refused('not_captured', reference);
      if (behaviourOf(charge.request.token).refund === 'refused') return refused('refund_refused', reference);
      if (charge.refundedMinor + amountMinor > charge.request.amountMinor) return refused('too_much', reference);
      charge.refundedMinor += amountMinor;
      return settle(charge, key, { state: 'done', reference });
    },
    ask(key) {
      const charge = byKey.get(key);
      if (charge === undefined) return { state: 'unheard' };
      return charge.key === key ? standingOf(charge) : (charge.operations[key] ?? { state: 'unheard' });
    },
    tokenOf: (name) => (byKey.get(name) ?? charges.get(name))?.request?.token,
    decidesAtMs: (key) => byKey.get(key)?.decidesAtMs ?? nowMs(),
    totals: () => totalsOf(charges.values()),
    listHeld: () =>
      charges
        .values()
        .filter((charge) => charge.state === 'undecided' && standingOf(charge).state === 'done')
        .map(({ key }) => key)
        .toArray(),
    charges: () => charges.values(),
  };
  for (const charge of options.known ?? []) keep(charge);
  return books;
}

function sameRequest(one: AuthoriseBody, other: AuthoriseBody): boolean {
  return (['amountMinor', 'currency', 'method', 'token'] as const).every((member) => one[member] === other[member]);
}

function totalsOf(charges: Iterable<Charge>): ReturnType<Books['totals']> {
  const totals = new Map<string, { currency: string; capturedMinor: number; refundedMinor: number }>();
  for (const { state, request, refundedMinor } of charges) {
    if (state !== 'captured' || request === undefined) continue;
    const { currency, amountMinor } = request;
    const { capturedMinor: captured = 0, refundedMinor: refunded = 0 } = totals.get(currency) ?? {};
    totals.set(currency, {
      currency,
      capturedMinor: captured + amountMinor,
      refundedMinor: refunded + refundedMinor,
    });
  }
  return [...totals.values()];
}
