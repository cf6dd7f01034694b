import type { Cabin } from '@airside/contracts';
import { listSeats, type MapSeat, type SeatMap } from './layout.ts';

/** Somebody with a living booking who needs a seat. */
export type Seated = {
  bookingId: number;
  orderId: number;
  /** Null where he has none. */
  seat: string | null;
  /** As it was sold. */
  cabin: Cabin;
  isCheckedIn: boolean;
  mayUseExits: boolean;
};

/** What makes another seat worse than the old one, in the distance of rows it is worth. */
const costs = { otherCabin: 10_000, heldByOthers: 2000, otherKind: 500 } as const;

/**
 * Seats for everybody on another aircraft: the same one where it is there in the same cabin, else one of the same kind near
 * it, else the best there is. Who checked in chooses first, then whoever had a seat, by order. Null where none is left. Seats
 * that others `held` are given away last.
 */
export function planSwap(
  people: readonly Seated[],
  { before, after, held }: { before: SeatMap; after: SeatMap; held: ReadonlySet<string> },
): Map<number, string | null> {
  const kinds = new Map(listSeats(before).map(({ name, kind }) => [name, kind]));
  const free = new Map(
    listSeats(after)
      .filter(({ isBlocked }) => !isBlocked)
      .map((seat) => [seat.name, seat]),
  );
  const plan = new Map<number, string | null>();
  const give = (person: Seated, seat: MapSeat) => {
    free.delete(seat.name);
    plan.set(person.bookingId, seat.name);
  };
  const displaced: Seated[] = [];
  for (const person of people) {
    const same = person.seat === null ? undefined : free.get(person.seat);
    if (same !== undefined && same.cabin === person.cabin && mayTake(person, same)) give(person, same);
    else displaced.push(person);
  }
  for (const person of displaced.toSorted(byPriority)) {
    const seat = bestFor(person, [...free.values()], { kind: kinds.get(person.seat ?? ''), held });
    if (seat === undefined) plan.set(person.bookingId, null);
    else give(person, seat);
  }
  return plan;
}

function mayTake({ mayUseExits }: Seated, seat: MapSeat): boolean {
  return mayUseExits || !seat.isExitRow;
}

function byPriority(one: Seated, two: Seated): number {
  const rank = ({ cabin, isCheckedIn, seat }: Seated) =>
    (cabin === 'business' ? 0 : 4) + (isCheckedIn ? 0 : 2) + (seat === null ? 1 : 0);
  return rank(one) - rank(two) || one.orderId - two.orderId || one.bookingId - two.bookingId;
}

function bestFor(
  person: Seated,
  free: readonly MapSeat[],
  { kind, held }: { kind: MapSeat['kind'] | undefined; held: ReadonlySet<string> },
): MapSeat | undefined {
  const row = person.seat === null ? 0 : Number.parseInt(person.seat, 10);
  let best: { seat: MapSeat; cost: number } | undefined;
  for (const seat of free) {
    if (!mayTake(person, seat)) continue;
    const cost =
      (seat.cabin === person.cabin ? 0 : costs.otherCabin) +
      (held.has(seat.name) ? costs.heldByOthers : 0) +
      (kind === undefined || seat.kind === kind ? 0 : costs.otherKind) +
      Math.abs(seat.row - row);
    if (best === undefined || cost < best.cost) best = { seat, cost };
  }
  return best?.seat;
}
