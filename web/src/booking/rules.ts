import type { Cabin } from '@airside/contracts';

/** What is about to be booked, as the address holds it. */
export type BookingSearch = {
  /** Integer ids of departures in the order of the journey, `12-34`. */
  flights?: string;
  passengers?: number;
  cabin?: Cabin;
};

export function readBookingSearch(raw: Record<string, unknown>): BookingSearch {
  const { flights, passengers, cabin } = raw;
  // A single id reads as a number.
  const text = typeof flights === 'string' || typeof flights === 'number' ? String(flights) : '';
  return {
    ...(/^[1-9][0-9]{0,9}(-[1-9][0-9]{0,9}){0,2}$/.test(text) ? { flights: text } : {}),
    ...(Number.isInteger(passengers) && Number(passengers) > 1 && Number(passengers) <= 9
      ? { passengers: Number(passengers) }
      : {}),
    ...(cabin === 'business' ? { cabin } : {}),
  };
}
