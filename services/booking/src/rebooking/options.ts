import { Problem, type RebookingOption } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import type { ChangeDeps } from '../changes/change-deps.ts';
import { findOwnBooking, type Own } from '../changes/load-order.ts';
import { listFreeSeats } from '../changes/queries.ts';
import { isBuyer } from '../changes/rules.ts';
import type { Asker, SoldBooking } from '../changes/sold-order.ts';
import { departureSummary } from '../changes/summary.ts';
import type { Departure } from '../flights/rules.ts';
import { countPlaces } from '../seats/layout.ts';
import { seatMapOf } from '../seats/seat-maps.ts';
import { countSeatsAhead, findPriority, listAlternatives } from './queries.ts';
import {
  type Candidate,
  decideParty,
  headStartMinutes,
  type Option,
  priorities,
  type Priority,
  rankAlternatives,
  type SeatCount,
  seatsOf,
  windowDays,
} from './rules.ts';

export type Party = Own & { bookings: readonly SoldBooking[] };

/** What the party can choose from now. Throws BOOKING_NOT_FOUND, REBOOKING_NOT_NEEDED, INFANT_ALONE. */
export async function findOptions(
  { cluster, airports, now }: ChangeDeps,
  { bookingId, asker, bookingIds }: { bookingId: number; asker: Asker; bookingIds?: readonly number[] | undefined },
): Promise<Party & { options: Option[] }> {
  const db = cluster.writer;
  const own = await findOwnBooking(db, bookingId, asker);
  const bookings = partyOf(own, { asker, bookingIds });
  const options = await rankFor(db, { airports, now }, { ...own, bookings, asker });
  return { ...own, bookings, options };
}

/** Who moves together. Throws where nobody need. */
export function partyOf(
  { order, booking }: Own,
  { asker, bookingIds }: { asker: Asker; bookingIds: readonly number[] | undefined },
): readonly SoldBooking[] {
  const decision = decideParty(order, booking, { bookingIds, isBuyer: isBuyer(order, asker) });
  if (decision.kind === 'refuse') throw new Problem(decision.code);
  return decision.bookings;
}

/** The alternatives of a party, the best first. Staff see every seat; a traveller those that nobody with a higher priority waits for. */
export async function rankFor(
  db: Db,
  { airports, now }: { airports: Airports; now: () => Temporal.Instant },
  { order, booking, bookings, asker }: Party & { asker: Asker },
): Promise<Option[]> {
  const original = booking.flight;
  const priority = asker.isStaff ? 'HIGH' : ((await findPriority(db, order.id, original.id)) ?? 'NORMAL');
  const at = now();
  const ahead = await seatsAhead(db, airports, original, priority);
  const candidates = await listCandidates(db, airports, original, at);
  return rankAlternatives(candidates, {
    original,
    needed: seatsOf(bookings),
    ahead,
    now: at,
    zone: airports.zoneOf(original.origin),
  });
}

export function seatsAhead(db: Db, airports: Airports, original: Departure, priority: Priority): Promise<SeatCount> {
  const first = priorities.slice(0, priorities.indexOf(priority));
  if (first.length === 0) return Promise.resolve({ economy: 0, business: 0 });
  return countSeatsAhead(db, { ...cityPair(airports, original), priorities: first, headStartMinutes });
}

/** What flies between the cities of a departure around its time, from now on, with the seats that are free. */
export async function listCandidates(
  db: Db,
  airports: Airports,
  original: Departure,
  now: Temporal.Instant,
): Promise<Candidate[]> {
  const hours = windowDays * 24;
  const earliest = original.scheduledDeparture.subtract({ hours });
  // A flight may leave a day late; what was due before that is over.
  const yesterday = now.subtract({ hours: 24 });
  const flights = await listAlternatives(db, {
    ...cityPair(airports, original),
    from: Temporal.Instant.compare(earliest, yesterday) > 0 ? earliest : yesterday,
    until: original.scheduledDeparture.add({ hours }),
  });
  const seats = await listFreeSeats(
    db,
    flights.map(({ id }) => id),
  );
  const byFlight = new Map(seats.map((each) => [each.flightId, each]));
  return flights.map((flight) => {
    const free = byFlight.get(flight.id);
    return { flight, free: free?.isOpened === true ? free : countPlaces(seatMapOf(flight.aircraftType)) };
  });
}

/** All airports of both cities. */
function cityPair(airports: Airports, { origin, destination }: Departure) {
  const airportsOf = (iata: string) => [...new Set([iata, ...(airports.find(airports.cityOf(iata))?.airports ?? [])])];
  return { origins: airportsOf(origin), destinations: airportsOf(destination) };
}

export function optionResource({ flight, rank, arrivalDifferenceMinutes, reasons }: Option): RebookingOption {
  return { ...departureSummary(flight), rank, arrivalDifferenceMinutes, reasons: [...reasons] };
}
