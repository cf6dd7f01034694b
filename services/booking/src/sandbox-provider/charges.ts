import type { AuthoriseBody, OperationAnswer } from '../payments/protocol.ts';
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

export type ChargeOptions = {
  nowMs: () => number;
  /** Told of every charge that has changed, before its answer goes out. */
  onChange: (charge: Charge) => void;
  known?: Iterable<Charge>;
};

export type Charges = {
  find(reference: string): Charge | undefined;
  /** By the key of any of its operations. */
  findByKey(key: string): Charge | undefined;
  /** A new one, not yet kept. */
  open(key: string, request?: AuthoriseBody): Charge;
  /** Keeps it as it is now. */
  keep(charge: Charge): void;
  /** Oldest first. */
  all(): MapIterator<Charge>;
};

/** The oldest are forgotten beyond so many, that the sandbox does not grow for ever: about 40 MB. */
const mostCharges = 50_000;

export function createCharges({ nowMs, onChange, known = [] }: ChargeOptions): Charges {
  const byReference = new Map<string, Charge>();
  const byKey = new Map<string, Charge>();
  let made = 0;

  function remember(charge: Charge): void {
    byReference.set(charge.reference, charge);
    for (const key of keysOf(charge)) byKey.set(key, charge);
    made = Math.max(made, Number(charge.reference.slice('charge_'.length)));
    const [oldest] = byReference.size > mostCharges ? byReference.values() : [];
    if (oldest === undefined) return;
    byReference.delete(oldest.reference);
    for (const key of keysOf(oldest)) byKey.delete(key);
  }

  for (const charge of known) remember(charge);
  return {
    find: (reference) => byReference.get(reference),
    findByKey: (key) => byKey.get(key),
    open(key, request) {
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
    },
    keep(charge) {
      onChange(charge);
      remember(charge);
    },
    all: () => byReference.values(),
  };
}

function keysOf(charge: Charge): string[] {
  return [charge.key, ...Object.keys(charge.operations)];
}
