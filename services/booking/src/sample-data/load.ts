import { publish } from '@airside/events';
import type { Cluster, Db } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import type { BookingStatus } from '../bookings/rules.ts';
import type { ForgetFlights } from '../caches/forget.ts';
import { findDepartureById, insertDepartures } from '../flights/queries.ts';
import { planDepartures } from '../flights/roll-rules.ts';
import type { Departure } from '../flights/rules.ts';
import { createdEvent, statusEvent } from '../orders/events.ts';
import { composePrice } from '../orders/price.ts';
import { listFacts } from '../orders/queries.ts';
import { openAll } from '../seats/open.ts';
import { swapSeats } from '../seats/swap.ts';
import { freeSeats } from '../seats/take.ts';
import { scheduledEvent } from '../operations/events.ts';
import { sampleBookings, sampleFlights, samplePassengers } from './data.ts';
import {
  cancelRivals,
  findStatus,
  listRivals,
  listSampleFlights,
  lockSampleData,
  restoreFlight,
  setGate,
  upsertBooking,
  upsertPassengers,
} from './queries.ts';

export type SampleDeps = {
  cluster: Cluster;
  airports: Airports;
  now: () => Temporal.Instant;
  forgetFlights: ForgetFlights;
};

/** Loads the sample flights, passengers and bookings, or puts them back to how they were, dated tomorrow. */
export async function loadSampleData(
  deps: SampleDeps,
): Promise<{ flights: number; passengers: number; bookings: number }> {
  const flights = await deps.cluster.transaction(async (tx) => {
    await lockSampleData(tx);
    const loaded = await loadFlights(tx, deps);
    await upsertPassengers(tx, samplePassengers.map(withAddresses));
    await loadBookings(tx, loaded, deps.now());
    await publish(
      tx,
      loaded.map((flight) => scheduledEvent(flight, deps.now())),
    );
    return loaded;
  });
  await deps.forgetFlights(flights);
  return { flights: flights.length, passengers: samplePassengers.length, bookings: sampleBookings.length };
}

async function loadFlights(tx: Db, { airports, now }: SampleDeps): Promise<Departure[]> {
  const planned = planDepartures(sampleFlights, { now: now(), pinnedDate: undefined, zoneOf: airports.zoneOf });
  const known = new Map(
    (
      await listSampleFlights(
        tx,
        planned.map(({ code }) => code),
      )
    ).map((each) => [each.code, each]),
  );
  const added = await insertDepartures(
    tx,
    planned.filter(({ code }) => !known.has(code)),
  );
  await openAll(tx, added);
  for (const flight of added) known.set(flight.code, flight);
  const flights: Departure[] = [];
  for (const departure of planned) {
    const before = known.get(departure.code);
    const gate = sampleFlights.find(({ code }) => code === departure.code)?.gate ?? '';
    if (before === undefined) continue;
    if (added.includes(before)) await setGate(tx, before.id, gate);
    else await restoreFlight(tx, before.id, departure, gate);
    const flight = await findDepartureById(tx, before.id);
    if (flight === undefined) continue;
    flights.push(flight);
    if (flight.aircraftType !== before.aircraftType)
      await swapSeats(tx, { flight, aircraftBefore: before.aircraftType, time: now() });
  }
  return flights;
}

async function loadBookings(tx: Db, flights: readonly Departure[], now: Temporal.Instant): Promise<void> {
  for (const booking of sampleBookings) {
    const flight = flights.find(({ code }) => code === booking.flightCode);
    if (flight === undefined) continue;
    const rivals = await listRivals(tx, flight.id, booking.seat, booking.id);
    if (rivals.length > 0) await cancelRivals(tx, rivals);
    const before = await findStatus(tx, booking.id);
    await freeSeats(tx, [...rivals, booking.id]);
    await upsertBooking(tx, {
      ...booking,
      flightId: flight.id,
      price: composePrice(flight, { type: 'ADT', cabin: 'economy' }),
    });
    await publish(tx, await eventsOf(tx, booking.id, before, now));
  }
}

/** A new booking is told of, and one that had another status. */
async function eventsOf(tx: Db, bookingId: number, before: BookingStatus | undefined, now: Temporal.Instant) {
  if (before === 'CONFIRMED') return [];
  const id = `sample/${now.toString()}`;
  return (await listFacts(tx, [bookingId])).map((booking) =>
    before === undefined ? createdEvent(booking, now) : statusEvent(booking, { id, from: before }, now),
  );
}

function withAddresses<P extends { id: number }>(passenger: P): P & { email: string; phone: string } {
  const number = String(passenger.id).padStart(3, '0');
  return { ...passenger, email: `p${number}@example.org`, phone: `+12025550${number}` };
}
