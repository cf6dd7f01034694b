import type { ErrorBody, ResourceErrorBody } from '@airside/contracts';
import { createHash } from 'node:crypto';

/** What a booking of one seat answered with, as it was sold. */
export type Booked = {
  kind: 'booked';
  bookingId: number;
  flightCode: string;
  amountMinor: number;
  currency: string;
  locator: string;
  /** Null where it is given at the airport. */
  seat: string | null;
};

/** What an order of several answered with; its body goes out again word for word. */
export type Ordered = { kind: 'ordered'; body: object; pendingBody: object };

/** A refusal that would be repeated; its body goes out again word for word. */
export type Refused = { kind: 'refused'; status: number; body: ErrorBody | ResourceErrorBody };

/** The final outcome of a request; kept with its Idempotency-Key for 24 hours. */
export type Outcome = Booked | Ordered | Refused;

/** An order that waits for its payment, with what its key will hold when it is paid, and when it is not. */
export type Pending = { kind: 'pending'; orderId: number; confirmed: Booked | Ordered; declined: Refused };

/** What is kept for a key that has been used. */
export type Kept = Outcome | Pending;
export type Prior = { bodyHash: string; outcome: Kept };

/** The same members with the same values hash alike, in whatever order they came. */
export function hashBody(body: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered(body)))
    .digest('hex');
}

/** Members as pairs by their names, all the way down; what is undefined is not there. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  members.sort(([one], [two]) => (one < two ? -1 : 1));
  return { members: members.map(([name, member]) => [name, ordered(member)]) };
}

/** A used key with the same body means the same answer again; with another body it is a mistake of the caller. */
export function decideReplay(
  prior: Prior,
  bodyHash: string,
): { kind: 'replay'; outcome: Kept } | { kind: 'refuse'; code: 'IDEMPOTENCY_KEY_REUSED' } {
  return prior.bodyHash === bodyHash
    ? { kind: 'replay', outcome: prior.outcome }
    : { kind: 'refuse', code: 'IDEMPOTENCY_KEY_REUSED' };
}
