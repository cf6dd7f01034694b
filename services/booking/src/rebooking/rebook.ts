import { problems, Problem, type RebookingAnswer, type RebookingRefusal } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Db } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import { hashBody } from '../bookings/idempotency.ts';
import type { ChangeDeps } from '../changes/change-deps.ts';
import { movedEvents } from '../changes/events.ts';
import { assignSeats } from '../changes/flights/rules.ts';
import { lockOwnBooking } from '../changes/load-order.ts';
import { moveBookings } from '../changes/queries.ts';
import type { Asker, SoldBooking } from '../changes/sold-order.ts';
import { departureSummary, placeOf } from '../changes/summary.ts';
import type { Departure } from '../flights/rules.ts';
import { writeHistory } from '../orders/history.ts';
import { freeSeats, takeSeats } from '../seats/take.ts';
import { answerOnce } from './kept-answers.ts';
import { findOptions, optionResource, type Party, partyOf, rankFor } from './options.ts';
import { acceptOffer, type Answered, type Keyed } from './queries.ts';
import { mostOptions, seatsOf } from './rules.ts';

export type RebookingRequest = {
  bookingId: number;
  asker: Asker;
  departureId: number;
  bookingIds: readonly number[] | undefined;
  idempotencyKey: string | undefined;
};

/** Scope of Idempotency-Keys beside the account. */
const route = 'POST /bookings/{id}/rebooking';
/** Tries before seats that are all in others' hands count as gone. */
const mostTries = 10;
/** Waits between tries double up to this, in milliseconds. */
const longestWaitMs = 150;

/**
 * Moves a party off a cancelled flight, together and at no charge. Answers 200, or 409 with what is possible now where the
 * flight cannot take all of them any more. With a key, the same request gets the same answer again.
 */
export async function rebook(deps: ChangeDeps, request: RebookingRequest): Promise<Answered> {
  const keyed = keyOf(request);
  for (let tries = 1; ; tries += 1) {
    try {
      return await answerOnce(deps.cluster, keyed, (tx) => move(tx, deps, request));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'REBOOKING_IMPOSSIBLE') throw error;
    }
    const { options } = await findOptions(deps, request);
    // Seats that others have in their hands are passed over; they may yet come free.
    const isThere = options.some(({ flight }) => flight.id === request.departureId);
    if (!isThere || tries >= mostTries) {
      const refusal: RebookingRefusal = {
        error: problems.REBOOKING_IMPOSSIBLE.message,
        options: options.slice(0, mostOptions).map(optionResource),
      };
      return answerOnce(deps.cluster, keyed, async () => ({ status: 409, body: refusal }));
    }
    await delay(Math.min(longestWaitMs, 5 * 2 ** tries));
  }
}

function keyOf(request: RebookingRequest): Keyed | undefined {
  const { idempotencyKey: key, asker, bookingId, departureId, bookingIds } = request;
  if (key === undefined) return undefined;
  const bodyHash = hashBody({ bookingId, departureId, bookingIds: bookingIds?.join(' ') });
  return { accountId: asker.userId, route, key, bodyHash };
}

/** Throws REBOOKING_IMPOSSIBLE where the flight does not take the party; then nothing of it has happened. */
async function move(tx: Db, deps: ChangeDeps, request: RebookingRequest): Promise<Answered> {
  const { bookingId, asker, departureId, bookingIds } = request;
  const own = await lockOwnBooking(tx, bookingId, asker);
  const party: Party = { ...own, bookings: partyOf(own, { asker, bookingIds }) };
  const options = await rankFor(tx, deps, { ...party, asker });
  const flight = options.find((option) => option.flight.id === departureId)?.flight;
  if (flight === undefined) throw new Problem('REBOOKING_IMPOSSIBLE');
  const seatOf = await takeForParty(tx, flight, party.bookings);
  await settle(tx, { party, flight, seatOf, accountId: asker.userId });
  const { id: orderId } = party.order;
  await acceptOffer(tx, { orderId, flightId: own.booking.flight.id, acceptedFlightId: flight.id });
  const cause = `rebooking/${own.booking.flight.id}/${flight.id}`;
  await publish(tx, movedEvents(party.bookings, seatOf, { flight, reason: 'rebooking', cause, now: deps.now() }));
  return { status: 200, body: answerOf(party, flight, seatOf) };
}

/** The new seats by booking, none for an infant. */
async function takeForParty(
  tx: Db,
  flight: Departure,
  bookings: readonly SoldBooking[],
): Promise<Map<number, string | null>> {
  const needed = seatsOf(bookings);
  const seatOf = new Map<number, string | null>();
  for (const cabin of ['economy', 'business'] as const) {
    const seats = needed[cabin] === 0 ? [] : await takeSeats(tx, { flightId: flight.id, cabin, count: needed[cabin] });
    if (seats === undefined) throw new Problem('REBOOKING_IMPOSSIBLE');
    const inCabin = bookings.filter((booking) => booking.cabin === cabin);
    for (const { id, seat } of assignSeats(inCabin, seats)) seatOf.set(id, seat);
  }
  return seatOf;
}

/** The old seats are given back after the new ones have been taken; prices stay as they were sold. */
async function settle(
  tx: Db,
  given: { party: Party; flight: Departure; seatOf: ReadonlyMap<number, string | null>; accountId: number },
): Promise<void> {
  const { party, flight, seatOf, accountId } = given;
  const { order, bookings } = party;
  await freeSeats(
    tx,
    bookings.map(({ id }) => id),
  );
  const moves = bookings.map(({ id, cabin, amountMinor }) => {
    return { id, seat: seatOf.get(id) ?? null, cabin, amountMinor, price: null };
  });
  const seated = await moveBookings(tx, flight.id, moves);
  if (seated !== moves.filter(({ seat }) => seat !== null).length) throw new Error('a seat that was taken is not free');
  for (const { id, flight: old, seat } of bookings) {
    const detail = { from: placeOf(old, seat), to: placeOf(flight, seatOf.get(id) ?? null) };
    await writeHistory(tx, { orderId: order.id, bookingId: id, kind: 'rebooked', actorAccountId: accountId, detail });
  }
}

function answerOf({ bookings }: Party, flight: Departure, seatOf: ReadonlyMap<number, string | null>): RebookingAnswer {
  return {
    message: 'Rebooked successfully',
    status: 'CONFIRMED',
    flight: departureSummary(flight),
    bookings: bookings.map(({ id, reference, passengerReference }) => ({
      bookingId: reference,
      passengerId: passengerReference,
      seat: seatOf.get(id) ?? null,
    })),
  };
}
