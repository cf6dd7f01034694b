import { type BookFlightBody, invalidField, Problem } from '@airside/contracts';
import { partitionOf } from '@airside/events';
import type { Cluster } from '@airside/postgres';
import type { AccountCaller } from '@airside/service';
import { readWantedIn } from '../flights/find.ts';
import type { Departure } from '../flights/rules.ts';
import { adultPrices } from '../orders/price.ts';
import { sell, type SellDeps } from '../orders/sell.ts';
import { openAll } from '../seats/open.ts';
import { hashBody, type Outcome, type Pending } from './idempotency.ts';
import { findStock, sellSeat } from './queries.ts';
import { decideRefusal, type Refusal } from './rules.ts';

export type BookingRequest = {
  caller: AccountCaller;
  body: BookFlightBody;
  idempotencyKey: string | undefined;
  requestId: string;
};

/** Scope of Idempotency-Keys beside the account. */
const route = 'POST /api/flight/book-flight';

/** Sells a seat to the caller, who flies himself. */
export async function bookFlight(deps: SellDeps, request: BookingRequest): Promise<Outcome | Pending> {
  const { caller, body, idempotencyKey: key, requestId } = request;
  const keyUse = key === undefined ? undefined : { route, key, bodyHash: hashBody(body) };
  const { seat, paymentMethod, paymentToken } = body;
  const cabin = body.cabin ?? (seat === undefined ? 'economy' : undefined);
  return sell(deps, {
    caller,
    wanted: readWantedIn(body),
    pay: { method: paymentMethod, paymentToken },
    keyUse,
    requestId,
    errors: 'message',
    trySale: (tx, flight, locator, declined) =>
      sellSeat(tx, {
        accountId: caller.userId,
        flightId: flight.id,
        seat,
        cabin,
        fare: { ...flight, prices: adultPrices(flight) },
        locator,
        firstName: caller.firstName ?? caller.username,
        lastName: caller.lastName,
        paymentMethod,
        idempotency: keyUse && { ...keyUse, declined },
        event: { partition: partitionOf(flight.code), time: deps.now() },
      }),
    explain: (flight, isLastTry) => explain(deps.cluster, flight, { seat, cabin, isLastTry }),
  });
}

async function explain(
  { writer }: Cluster,
  flight: Departure,
  { seat, cabin, isLastTry }: { seat: string | undefined; cabin: string | undefined; isLastTry: boolean },
): Promise<Problem | undefined> {
  const stock = await findStock(writer, { flightId: flight.id, seat, cabin });
  if (stock === undefined) return undefined;
  const refusal = decideRefusal(stock);
  if (refusal !== undefined) return problemOf(refusal);
  if (!stock.areSeatsOpened) await openAll(writer, [flight]);
  if (!isLastTry) return undefined;
  return problemOf(seat === undefined ? 'FLIGHT_FULL' : 'SEAT_TAKEN');
}

function problemOf(refusal: Refusal): Problem {
  return refusal === 'SEAT_UNKNOWN' ? invalidField('seat', 'is not on this aircraft') : new Problem(refusal);
}
