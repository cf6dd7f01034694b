import { problems, Problem, type RebookingAnswer, type RebookingRefusal } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import { hashBody } from '../bookings/idempotency.ts';
import type { ChangeDeps } from '../changes/change-deps.ts';
import { lockOwnBooking } from '../changes/load-order.ts';
import { moveTo } from '../changes/move.ts';
import { type Places, takePlaces } from '../changes/places.ts';
import type { Asker, SoldBooking } from '../changes/sold-order.ts';
import { departureSummary, placeOf } from '../changes/summary.ts';
import type { Departure } from '../flights/rules.ts';
import { writeHistory } from '../orders/history.ts';
import { answerOnce } from './kept-answers.ts';
import { findOptions, optionResource, type Party, partyOf, rankFor } from './options.ts';
import { acceptOffer, type Answered, type Keyed } from './queries.ts';
import { mostOptions } from './rules.ts';

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
  const places = await takeForParty(tx, flight, party.bookings);
  // Prices stay as they were sold.
  const terms = party.bookings.map(({ id, cabin, amountMinor }) => ({ id, cabin, amountMinor, price: null }));
  const cause = `rebooking/${own.booking.flight.id}/${flight.id}`;
  await moveTo(tx, party.bookings, { flight, places, terms, reason: 'rebooking', cause, now: deps.now() });
  const { id: orderId } = party.order;
  for (const { id, flight: old, seat, status } of party.bookings) {
    // Who was quicker than the marking of the bookings is told all the same why he moved.
    if (status !== 'NEEDS_REBOOKING')
      await writeHistory(tx, { orderId, bookingId: id, kind: 'flight_cancelled', detail: placeOf(old, null) });
    const detail = { from: placeOf(old, seat), to: placeOf(flight, places.get(id) ?? null) };
    await writeHistory(tx, { orderId, bookingId: id, kind: 'rebooked', actorAccountId: asker.userId, detail });
  }
  await acceptOffer(tx, { orderId, flightId: own.booking.flight.id, acceptedFlightId: flight.id });
  return { status: 200, body: answerOf(party, flight, places) };
}

/** Places in the cabins that they have booked. */
async function takeForParty(tx: Db, flight: Departure, bookings: readonly SoldBooking[]): Promise<Places> {
  const places = new Map<number, string | null>();
  for (const [cabin, people] of Map.groupBy(bookings, (booking) => booking.cabin)) {
    const taken = await takePlaces(tx, people, { flightId: flight.id, cabin });
    if (taken === undefined) throw new Problem('REBOOKING_IMPOSSIBLE');
    for (const [id, seat] of taken) places.set(id, seat);
  }
  return places;
}

function answerOf({ bookings }: Party, flight: Departure, places: Places): RebookingAnswer {
  return {
    message: 'Rebooked successfully',
    status: 'CONFIRMED',
    flight: departureSummary(flight),
    bookings: bookings.map(({ id, reference, passengerReference }) => ({
      bookingId: reference,
      passengerId: passengerReference,
      seat: places.get(id) ?? null,
    })),
  };
}
