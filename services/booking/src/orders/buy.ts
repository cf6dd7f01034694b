import {
  type BookFlightAnswer,
  type BookFlightBody,
  type ErrorShape,
  invalidField,
  type OrderBody,
  type OrderPassenger,
} from '@airside/contracts';
import type { AccountCaller } from '@airside/service';
import { hashBody, type Outcome, type Pending } from '../bookings/idempotency.ts';
import { bookingWord } from '../bookings/rules.ts';
import { readWantedIn } from '../flights/find.ts';
import { majorUnits } from '../flights/money.ts';
import type { Departure } from '../flights/rules.ts';
import { cabinOfSeat } from '../seats/seat-maps.ts';
import { explainShortage } from '../seats/shortage.ts';
import { orderAnswer, type PlacedOrder } from './order.ts';
import { needsSeat } from './party-rules.ts';
import { type PartyOrder, readParty, tryOrder } from './place.ts';
import { sell, type SellDeps } from './sell.ts';

export type BuyRequest<Body> = {
  caller: AccountCaller;
  body: Body;
  idempotencyKey: string | undefined;
  requestId: string;
};

/** Scope of Idempotency-Keys beside the account. */
export const bookFlightRoute = 'POST /api/flight/book-flight';

/** `POST /bookings`: several passengers under one locator. */
export async function buyOrder(deps: SellDeps, request: BuyRequest<OrderBody>): Promise<Outcome | Pending> {
  return buy(deps, request, {
    route: 'POST /bookings',
    errors: 'resource',
    passengers: request.body.passengers,
    seats: request.body.seats,
    field: 'seats',
    compose: orderAnswer,
  });
}

/** `POST /api/flight/book-flight` where several fly, or seats are held. */
export async function buyFlight(deps: SellDeps, request: BuyRequest<BookFlightBody>): Promise<Outcome | Pending> {
  const { seat, passengers = [{}] } = request.body;
  return buy(deps, request, {
    route: bookFlightRoute,
    errors: 'message',
    passengers,
    seats: seat === undefined ? undefined : [seat],
    field: 'seat',
    compose: bookFlightAnswer,
  });
}

type Terms = Pick<PartyOrder, 'seats' | 'compose'> & {
  /** Scope of Idempotency-Keys beside the account. */
  route: string;
  errors: ErrorShape;
  passengers: readonly OrderPassenger[];
  /** The member of the body that names the seats. */
  field: string;
};

async function buy(
  deps: SellDeps,
  request: BuyRequest<OrderBody | BookFlightBody>,
  terms: Terms,
): Promise<Outcome | Pending> {
  const { caller, body, idempotencyKey: key, requestId } = request;
  const { seats, route, errors, field } = terms;
  const { holdId, paymentMethod, paymentToken } = body;
  const keyUse = key === undefined ? undefined : { route, key, bodyHash: hashBody(body) };
  const members = readParty(terms.passengers, caller);
  const count = members.filter(needsSeat).length;
  if (seats !== undefined && holdId !== undefined) throw invalidField(field, 'is given by the hold');
  if (seats !== undefined && seats.length !== count)
    throw invalidField(field, `${seats.length} given; ${count} of the passengers need one`);
  const [firstSeat] = seats ?? [];
  const cabinOn = (flight: Departure) =>
    body.cabin ?? (firstSeat === undefined ? 'economy' : cabinOfSeat(flight.aircraftType, firstSeat));
  return sell(deps, {
    caller,
    wanted: readWantedIn(body),
    pay: { method: paymentMethod, paymentToken },
    keyUse,
    requestId,
    errors,
    trySale: (tx, flight, locator, declined) => {
      const cabin = holdId === undefined ? cabinOn(flight) : body.cabin;
      const order = { ...terms, caller, members, cabin, holdId, paymentMethod, keyUse, now: deps.now() };
      return tryOrder(tx, flight, order, { locator, declined });
    },
    explain: (flight, isLastTry) =>
      explainShortage(deps.cluster.writer, flight, {
        names: seats,
        cabin: cabinOn(flight),
        count,
        field,
        isHeld: holdId !== undefined,
        isLastTry,
      }),
  });
}

function bookFlightAnswer(order: PlacedOrder, status: 'PAYMENT_PENDING' | 'CONFIRMED'): BookFlightAnswer {
  const { bookings, price } = order;
  const [first] = bookings;
  return {
    message: status === 'CONFIRMED' ? 'Flight booked successfully' : 'Payment is pending',
    bookingId: first?.id ?? 0,
    flightId: order.flight.code,
    price: majorUnits(price.totalMinor, price.currency),
    currency: price.currency,
    pnr: order.locator,
    seat: first?.seat ?? null,
    status: bookingWord(status),
    ...(bookings.length === 1 ? {} : { bookings: bookings.map(({ id, seat }) => ({ bookingId: id, seat })) }),
  };
}
