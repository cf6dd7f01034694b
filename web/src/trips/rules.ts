import type { BookingList } from '@airside/contracts';

export type ListedBooking = BookingList['bookings'][number];

/** What was bought under one locator for one departure. */
export type Trip = {
  key: string;
  pnr: string;
  flight: Pick<
    ListedBooking,
    'flightCode' | 'departureId' | 'airline' | 'from' | 'to' | 'departure' | 'arrival' | 'flightStatus'
  >;
  bookings: readonly ListedBooking[];
};

/** Bookings put together as people travel. */
export function tripsOf(bookings: readonly ListedBooking[]): Trip[] {
  const groups = Map.groupBy(bookings, ({ pnr, departureId }) => `${pnr}-${departureId}`);
  return [...groups].flatMap(([key, members]) => {
    const [first] = members;
    return first === undefined ? [] : [{ key, pnr: first.pnr, flight: first, bookings: members }];
  });
}

const over = new Set(['Arrived', 'Landed']);

/** Trips that are still to come, the next one first, and those that are over or cancelled, the latest first. */
export function splitTrips(trips: readonly Trip[], today: string): { upcoming: Trip[]; past: Trip[] } {
  const isOver = ({ flight, bookings }: Trip) =>
    over.has(flight.flightStatus) || flight.arrival.slice(0, 10) < today || bookings.every(isCancelled);
  const byDeparture = (one: Trip, two: Trip) => one.flight.departure.localeCompare(two.flight.departure);
  return {
    upcoming: trips.filter((trip) => !isOver(trip)).sort(byDeparture),
    past: trips.filter(isOver).sort((one, two) => byDeparture(two, one)),
  };
}

function isCancelled({ bookingStatus }: Pick<ListedBooking, 'bookingStatus'>): boolean {
  return bookingStatus === 'Canceled';
}

/** `B016` of booking 16, as the resource API names it. */
export function bookingReference(bookingId: number): string {
  return `B${String(bookingId).padStart(3, '0')}`;
}

const changeable = new Set(['CONFIRMED', 'NEEDS_REBOOKING']);

/** What may be done with a booking, by its status in the resource API's words and its flight's. */
export function actionsOf(
  bookingStatus: string,
  flightStatus: string,
): { rebook: boolean; change: boolean; cancel: boolean } {
  const mayLeave = ['SCHEDULED', 'DELAYED', 'CHECK_IN', 'CANCELLED'].includes(flightStatus);
  return {
    rebook: bookingStatus === 'NEEDS_REBOOKING',
    change: bookingStatus === 'CONFIRMED' && mayLeave && flightStatus !== 'CANCELLED',
    cancel: changeable.has(bookingStatus) && mayLeave,
  };
}
