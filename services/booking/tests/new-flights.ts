import { expect } from 'vitest';
import type { TestBooking } from './booking.ts';

/** Puts flights of an A320 on sale by the desk's own route, under codes that begin with `prefix`; nobody has asked for their seats yet. */
export function createFlights(booking: () => TestBooking, prefix: string, day: string) {
  let last = 0;
  /** `more` takes the place of members of the request; answers the code. */
  return async function newFlight(more: object = {}): Promise<string> {
    last += 1;
    const flight_id = `${prefix}${last}`;
    const payload = {
      flight_id,
      airline: 'Test',
      origin: 'RMO',
      destination: 'VIE',
      scheduled_departure: `${day}T07:15`,
      scheduled_arrival: `${day}T08:00`,
      aircraft_type: 'A320',
      price_minor: 20_000,
      currency: 'EUR',
      ...more,
    };
    expect((await booking().call('POST', '/flights', { as: ['ops'], payload })).status).toBe(201);
    return flight_id;
  };
}
