import {
  BookFlightAnswer,
  BookFlightBody,
  BookingList,
  headers,
  IdempotencyKey,
  IdInPath,
  Problem,
} from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Airports } from '../airports/rules.ts';
import { majorUnits } from '../flights/money.ts';
import { localTime, statusWord } from '../flights/rules.ts';
import type { SellDeps } from '../orders/sell.ts';
import { bookFlight } from './book.ts';
import { type ListedBooking, listBookings } from './list-queries.ts';
import { sendOutcome } from './outcome.ts';
import { bookingWord } from './rules.ts';

/** Most bookings in one answer; the newest. */
const longestList = 500;

export function bookingRoutes(app: App, deps: SellDeps & { airports: Airports }): void {
  app.post(
    '/api/flight/book-flight',
    {
      config: { access: access.signedIn },
      schema: {
        summary: 'Book a seat on a flight',
        tags: ['bookings'],
        headers: Type.Object({ [headers.idempotencyKey]: Type.Optional(IdempotencyKey) }),
        body: BookFlightBody,
        response: { 201: BookFlightAnswer, 202: BookFlightAnswer },
      },
    },
    async (request, reply) => {
      const outcome = await bookFlight(deps, {
        caller: accountOf(request),
        body: request.body,
        idempotencyKey: request.headers[headers.idempotencyKey],
        requestId: request.id,
      });
      return sendOutcome(reply as FastifyReply, outcome);
    },
  );

  app.get(
    '/api/flight/bookings/:user_id',
    {
      config: { access: access.selfOrStaff('user_id') },
      schema: {
        summary: 'Bookings of a user, newest first',
        tags: ['bookings'],
        params: Type.Object({ user_id: IdInPath }),
        response: { 200: BookingList },
      },
    },
    async (request) => {
      const userId = request.params.user_id;
      // A traveller who has just booked expects to see it.
      const bookings = await listBookings(deps.cluster.own, userId, longestList);
      if (bookings.length === 0) throw new Problem('NO_BOOKINGS_FOUND');
      return { userId, bookings: bookings.map((booking) => listedBooking(booking, deps.airports)) };
    },
  );
}

function listedBooking(booking: ListedBooking, airports: Airports): BookingList['bookings'][number] {
  return {
    bookingId: booking.id,
    flightCode: booking.code,
    bookingStatus: bookingWord(booking.status),
    departure: localTime(booking.scheduledDeparture, airports.zoneOf(booking.origin)),
    arrival: localTime(booking.scheduledArrival, airports.zoneOf(booking.destination)),
    departureId: booking.flightId,
    departureDate: booking.departureDate.toString(),
    airline: booking.airline,
    from: booking.origin,
    to: booking.destination,
    passenger: booking.passengerName,
    flightStatus: statusWord(booking),
    pnr: booking.locator,
    seat: booking.seat,
    price: majorUnits(booking.amountMinor, booking.currency),
    currency: booking.currency,
  };
}
