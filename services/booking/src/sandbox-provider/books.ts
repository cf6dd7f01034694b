import type { AuthoriseBody, MoveBody, OperationAnswer, VoidBody } from '../payments/protocol.ts';
import { type Charge, type ChargeOptions, type Charges, createCharges } from './charges.ts';
import { behaviourOf } from './tokens.ts';

export type Books = {
  authorise(key: string, request: AuthoriseBody): OperationAnswer;
  capture(key: string, capture: MoveBody): OperationAnswer;
  void(key: string, voided: VoidBody): OperationAnswer;
  refund(key: string, refund: MoveBody): OperationAnswer;
  ask(key: string): OperationAnswer;
  /** The token that a payment was made with. */
  tokenOf(reference: string): string | undefined;
  /** From when on the verdict on an authorisation is known, in Unix milliseconds. */
  decidesAtMs(key: string): number;
  /** Per currency, in minor units. */
  totals(): Total[];
  /** Payments approved and neither captured nor voided: money of a payer that is kept from him. */
  listHeld(): string[];
  charges(): Iterable<Charge>;
};

export type Total = { currency: string; capturedMinor: number; refundedMinor: number };

type Desk = { charges: Charges; nowMs: () => number };

/** The provider's side of the books. */
export function createBooks(options: ChargeOptions): Books {
  const { nowMs } = options;
  const charges = createCharges(options);
  const desk = { charges, nowMs };
  return {
    authorise: (key, request) => authorise(desk, key, request),
    capture: (key, move) => capture(desk, key, move),
    void: (key, voided) => voidCharge(desk, key, voided),
    refund: (key, move) => refund(desk, key, move),
    ask(key) {
      const charge = charges.findByKey(key);
      if (charge === undefined) return { state: 'unheard' };
      return charge.key === key ? standingOf(charge, nowMs()) : (charge.operations[key] ?? { state: 'unheard' });
    },
    tokenOf: (reference) => charges.find(reference)?.request?.token,
    decidesAtMs: (key) => charges.findByKey(key)?.decidesAtMs ?? nowMs(),
    totals: () => totalsOf(charges.all()),
    listHeld: () =>
      charges
        .all()
        .filter((charge) => charge.state === 'undecided' && standingOf(charge, nowMs()).state === 'done')
        .map(({ key }) => key)
        .toArray(),
    charges: () => charges.all(),
  };
}

function refused(reason: string, reference?: string): OperationAnswer {
  return { state: 'refused', reason, ...(reference === undefined ? {} : { reference }) };
}

/** What has become of an authorisation. */
function standingOf(charge: Charge, nowMs: number): OperationAnswer {
  const { reference } = charge;
  if (charge.state === 'voided') return refused('voided', reference);
  if (nowMs < charge.decidesAtMs) return { state: 'pending', reference };
  const { verdict } = behaviourOf(charge.request?.token);
  return verdict === 'approve'
    ? { state: 'done', reference }
    : { state: 'declined', reason: verdict.decline, reference };
}

function authorise({ charges, nowMs }: Desk, key: string, request: AuthoriseBody): OperationAnswer {
  const known = charges.findByKey(key);
  if (known?.request !== undefined && !isSame(known.request, request)) return refused('key_reused');
  const charge = known ?? charges.open(key, request);
  if (known === undefined) charges.keep(charge);
  return standingOf(charge, nowMs());
}

function isSame(one: AuthoriseBody, other: AuthoriseBody): boolean {
  return (['amountMinor', 'currency', 'method', 'token'] as const).every((member) => one[member] === other[member]);
}

/** An answer that stays under its key for ever. */
function keepAnswer({ charges }: Desk, charge: Charge, key: string, answer: OperationAnswer): OperationAnswer {
  charge.operations[key] = answer;
  charges.keep(charge);
  return answer;
}

function capture(desk: Desk, key: string, { reference, amountMinor }: MoveBody): OperationAnswer {
  const charge = desk.charges.find(reference);
  const known = charge?.operations[key];
  if (known !== undefined) return known;
  if (charge?.request === undefined) return refused('unknown_reference');
  if (charge.state !== 'undecided') return keepAnswer(desk, charge, key, refused(charge.state, reference));
  const standing = standingOf(charge, desk.nowMs());
  if (standing.state === 'pending') return standing;
  if (standing.state !== 'done' || behaviourOf(charge.request.token).capture === 'declined') {
    return keepAnswer(desk, charge, key, refused('capture_declined', reference));
  }
  if (amountMinor !== charge.request.amountMinor) return refused('wrong_amount', reference);
  charge.state = 'captured';
  return keepAnswer(desk, charge, key, { state: 'done', reference });
}

/** Also of what has never come: then it is refused when it comes. */
function voidCharge(desk: Desk, key: string, { authoriseKey }: VoidBody): OperationAnswer {
  const charge = desk.charges.findByKey(authoriseKey) ?? desk.charges.open(authoriseKey);
  const known = charge.operations[key];
  if (known !== undefined) return known;
  const { reference } = charge;
  if (charge.state === 'captured') return keepAnswer(desk, charge, key, refused('captured', reference));
  const standing = standingOf(charge, desk.nowMs());
  if (standing.state === 'pending') return standing;
  charge.state = 'voided';
  return keepAnswer(desk, charge, key, { state: 'done', reference, wasAuthorised: standing.state === 'done' });
}

function refund(desk: Desk, key: string, { reference, amountMinor }: MoveBody): OperationAnswer {
  const charge = desk.charges.find(reference);
  const known = charge?.operations[key];
  if (known !== undefined) return known;
  if (charge?.request === undefined) return refused('unknown_reference');
  if (charge.state !== 'captured') return refused('not_captured', reference);
  if (behaviourOf(charge.request.token).refund === 'refused') return refused('refund_refused', reference);
  if (charge.refundedMinor + amountMinor > charge.request.amountMinor) return refused('too_much', reference);
  charge.refundedMinor += amountMinor;
  return keepAnswer(desk, charge, key, { state: 'done', reference });
}

function totalsOf(charges: Iterable<Charge>): Total[] {
  const totals = new Map<string, Total>();
  for (const { state, request, refundedMinor } of charges) {
    if (state !== 'captured' || request === undefined) continue;
    const { currency, amountMinor } = request;
    const total = totals.get(currency) ?? { currency, capturedMinor: 0, refundedMinor: 0 };
    total.capturedMinor += amountMinor;
    total.refundedMinor += refundedMinor;
    totals.set(currency, total);
  }
  return [...totals.values()];
}
