import { type Cabin, invalidField, Problem } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Departure } from '../flights/rules.ts';
import { nearestSeats } from './choose.ts';
import { openAll } from './open.ts';
import { findStock, listFreeSeats } from './queries.ts';
import { cabinOfSeat, seatMapOf } from './seat-maps.ts';
import { decideRefusal, type Refusal, refusalAfterAll } from './shortage-rules.ts';

export type Shortage = {
  names: readonly string[] | undefined;
  /** Undefined where the seats decide. */
  cabin: Cabin | undefined;
  count: number;
  /** Of a hold, instead of the free ones. */
  isHeld: boolean;
  /** The member of the body that names the seats. */
  field: string;
  isLastTry: boolean;
};

/** Seats offered to whoever was too late for his. */
const mostAlternatives = 6;

/**
 * Why seats could not be taken, by a fresh look at the primary; undefined where it may be tried again. A flight whose seats
 * nobody has asked for yet gets them.
 */
export async function explainShortage(writer: Db, flight: Departure, shortage: Shortage): Promise<Problem | undefined> {
  const { names, cabin, isLastTry } = shortage;
  const stock = await findStock(writer, { flightId: flight.id, names, cabin });
  if (stock === undefined) return undefined;
  const refusal = decideRefusal(stock, shortage);
  if (refusal !== undefined) return problemOf(writer, flight, shortage, refusal);
  if (!stock.areSeatsOpened) await openAll(writer, [flight]);
  return isLastTry ? problemOf(writer, flight, shortage, refusalAfterAll(shortage, names !== undefined)) : undefined;
}

async function problemOf(writer: Db, flight: Departure, shortage: Shortage, refusal: Refusal): Promise<Problem> {
  const { names = [], field } = shortage;
  if (refusal === 'SEAT_UNKNOWN') return invalidField(field, 'is not on this aircraft, or not in this cabin');
  if (refusal !== 'SEAT_TAKEN') return new Problem(refusal);
  const map = seatMapOf(flight.aircraftType);
  const cabin = shortage.cabin ?? cabinOfSeat(flight.aircraftType, names[0] ?? '');
  const free = await listFreeSeats(writer, { flightId: flight.id, cabin, holdId: undefined });
  const places = free.filter(({ name, isExtra }) => !isExtra && !names.includes(name));
  return new Problem(refusal, { members: { alternatives: nearestSeats(places, names, map, mostAlternatives) } });
}
