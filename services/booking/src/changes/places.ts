import type { Cabin } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { allotSeats, needsSeat } from '../orders/party-rules.ts';
import { takeSeats } from '../seats/take.ts';
import { type Seated, withExitRights } from './rules.ts';

/** The seat of each booking, by its id; none for an infant. */
export type Places = ReadonlyMap<number, string | null>;

export type PlacesWanted = {
  flightId: number;
  cabin: Cabin;
  /** A certain seat for the only one who needs one. */
  seat?: string | undefined;
  /** Only what this hold keeps; the transaction has locked it. */
  holdId?: string | undefined;
};

/**
 * Takes seats for people who move together, until the transaction ends; nobody sits at an exit who may not. Undefined where
 * there are not enough, which other buyers' hands may cause as well.
 */
export async function takePlaces(
  tx: Db,
  people: readonly Seated[],
  { flightId, cabin, seat, holdId }: PlacesWanted,
): Promise<Places | undefined> {
  const members = withExitRights(people);
  const seated = members.filter(needsSeat);
  const taken = await takeSeats(tx, {
    flightId,
    cabin,
    count: seated.length,
    avoidsExits: seated.some(({ mayUseExits }) => !mayUseExits),
    ...(seat === undefined ? {} : { names: [seat] }),
    ...(holdId === undefined ? {} : { holdId }),
  });
  const allotted = taken && allotSeats(members, taken, { isFixed: seat !== undefined });
  if (allotted === undefined) return undefined;
  return new Map(members.map(({ id }, index) => [id, allotted[index]?.name ?? null]));
}

/** The seats among places. */
export function namesOf(places: Places): string[] {
  return [...places.values()].filter((name) => name !== null);
}
