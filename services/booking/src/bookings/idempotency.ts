import type { ErrorBody } from '@airside/contracts';
import { createHash } from 'node:crypto';

/** What a booking answered with, as it was sold. */
export type Booked = {
  kind: 'booked';
  bookingId: number;
  flightCode: string;
  amountMinor: number;
  currency: string;
  locator: string;
  seat: string;
};

/** A refusal that would be repeated; its body goes out again word for word. */
export type Refused = { kind: 'refused'; status: number; body: ErrorBody };

/** The final outcome of a request; kept with its Idempotency-Key for 24 hours. */
export type Outcome = Booked | Refused;

/** What is kept for a key that has been used. */
export type Prior = { bodyHash: string; outcome: Outcome };

/** The same members with the same values hash alike, in whatever order they came. */
export function hashBody(body: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(body).filter(([, value]) => value !== undefined);
  members.sort(([one], [two]) => (one < two ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
}

/** A used key with the same body means the same answer again; with another body it is a mistake of the caller. */
export function decideReplay(
  prior: Prior,
  bodyHash: string,
): { kind: 'replay'; outcome: Outcome } | { kind: 'refuse'; code: 'IDEMPOTENCY_KEY_REUSED' } {
  return prior.bodyHash === bodyHash
    ? { kind: 'replay', outcome: prior.outcome }
    : { kind: 'refuse', code: 'IDEMPOTENCY_KEY_REUSED' };
}
