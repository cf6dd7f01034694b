import type { FlightPhase } from '@airside/contracts';
import { hasLeft } from '../flights/rules.ts';

/** What is there to take in a cabin, or in all, seen by a fresh look at the primary. */
export type Stock = {
  phase: FlightPhase;
  /** False where the seats have not been made yet: then there are as many as the aircraft has. */
  areSeatsOpened: boolean;
  freeSeats: number;
  /** The seats asked for; `none` where any will do, `unknown` and `taken` where one of them is. */
  wanted: 'none' | 'unknown' | 'free' | 'taken';
};

export type Refusal =
  | 'FLIGHT_CANCELLED'
  | 'FLIGHT_DEPARTED'
  | 'FLIGHT_FULL'
  | 'HOLD_EXPIRED'
  | 'NOT_ENOUGH_SEATS'
  | 'SEAT_TAKEN'
  | 'SEAT_UNKNOWN';

/** How seats were to be taken: so many of the free ones, or those of a hold. */
export type Claim = { count: number; isHeld: boolean };

/** Why seats could not be taken; `undefined` means it may be tried again. */
export function decideRefusal(
  { phase, areSeatsOpened, freeSeats, wanted }: Stock,
  { count, isHeld }: Claim,
): Refusal | undefined {
  if (phase === 'cancelled') return 'FLIGHT_CANCELLED';
  if (hasLeft(phase)) return 'FLIGHT_DEPARTED';
  // What a hold keeps is not among the free ones.
  if (!areSeatsOpened || isHeld) return undefined;
  if (wanted === 'unknown') return 'SEAT_UNKNOWN';
  if (freeSeats === 0) return 'FLIGHT_FULL';
  if (wanted === 'taken') return 'SEAT_TAKEN';
  return freeSeats < count ? 'NOT_ENOUGH_SEATS' : undefined;
}

/** After the last try: what there is, is in other buyers' hands at this moment. */
export function refusalAfterAll({ count, isHeld }: Claim, isChoice: boolean): Refusal {
  if (isHeld) return 'HOLD_EXPIRED';
  if (isChoice) return 'SEAT_TAKEN';
  return count === 1 ? 'FLIGHT_FULL' : 'NOT_ENOUGH_SEATS';
}
