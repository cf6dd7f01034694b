import {
  BookingIdInPath,
  BookingListQuery,
  BookingResource,
  BookingResourceList,
  FlightBookings,
  isStaff,
  IsoDate,
  Problem,
} from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, type Caller } from '@airside/service';
import { Type } from 'typebox';
import { findDepartureSoon, readWanted } from '../flights/find.ts';
import { bookingResource } from './resource.ts';
import { type BookingRow, findBookingRow, listBookingsByStatus, listBookingsOfFlight } from './resource-queries.ts';
import { parseBookingId } from './rules.ts';

export type ResourceDeps = {
  cluster: Cluster;
  now: () => Temporal.Instant;
  /** Lets anybody read, as the oldest clients expect (`OPEN_READS`). */
  isOpen: boolean;
};

const tags = ['bookings'];

/** Bookings in the words of the resource API (api.md §4). */
export function bookingResourceRoutes(app: App, { cluster, now, isOpen }: ResourceDeps): void {
  const staff = { access: isOpen ? access.public : access.staff, errors: 'resource' as const };
  for (const base of ['', '/api']) {
    app.get(
      `${base}/bookings/:bookingId`,
      {
        config: { access: isOpen ? access.public : access.signedIn, errors: 'resource' },
        schema: {
          summary: 'A booking, for its owner and for staff',
          tags,
          params: Type.Object({ bookingId: BookingIdInPath }),
          response: { 200: BookingResource },
        },
      },
      async (request) => {
        const id = parseBookingId(request.params.bookingId);
        // Whoever has just booked expects to see it.
        const booking = id === undefined ? undefined : await findBookingRow(cluster.own, id);
        if (booking === undefined || !(isOpen || maySee(booking, request.caller)))
          throw new Problem('BOOKING_NOT_FOUND');
        return bookingResource(booking);
      },
    );

    app.get(
      `${base}/bookings`,
      {
        config: staff,
        schema: {
          summary: 'Bookings in a state, newest first',
          tags,
          querystring: BookingListQuery,
          response: { 200: BookingResourceList },
        },
      },
      async (request) => {
        const { status, limit, cursor } = request.query;
        if (status === undefined)
          throw new Problem('VALIDATION_FAILED', { message: 'status query parameter required' });
        const rows = await listBookingsByStatus(cluster.reader, { status, limit, beforeId: cursor });
        const last = rows.length === limit ? rows.at(-1) : undefined;
        return {
          bookings: rows.map(bookingResource),
          count: rows.length,
          ...(last === undefined ? {} : { cursor: last.id }),
        };
      },
    );

    app.get(
      `${base}/flights/:flightId/bookings`,
      {
        config: staff,
        schema: {
          summary: 'Who flies: the living bookings of a flight',
          tags,
          params: Type.Object({ flightId: Type.String({ pattern: '^[A-Za-z0-9]{1,10}$' }) }),
          querystring: Type.Object({ departureDate: Type.Optional(IsoDate) }, { additionalProperties: false }),
          response: { 200: FlightBookings },
        },
      },
      async (request) => {
        const wanted = readWanted(request.params.flightId, request.query.departureDate);
        const flight = await findDepartureSoon(cluster, wanted, now());
        if (flight === undefined) throw new Problem('FLIGHT_NOT_FOUND');
        const rows = await listBookingsOfFlight(cluster.writer, flight.id);
        const bookings = rows.map(({ reference, passengerReference, status, seat }) => ({
          booking_id: reference,
          passenger_id: passengerReference,
          booking_status: status,
          seat,
        }));
        return { bookings, count: bookings.length };
      },
    );
  }
}

/** Another person's booking looks as if it did not exist. */
function maySee({ accountId, passengerAccountId }: BookingRow, caller: Caller): boolean {
  if (caller.kind !== 'account') return false;
  return isStaff(caller.roles) || [accountId, passengerAccountId].includes(caller.userId);
}
