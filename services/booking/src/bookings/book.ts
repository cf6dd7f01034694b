import type { BookFlightBody } from '@airside/contracts';
import { partitionOf, publishing } from '@airside/events';
import { readWantedIn } from '../flights/find.ts';
import { adultPrices } from '../orders/price.ts';
import { buyFlight, bookFlightRoute, type BuyRequest } from '../orders/buy.ts';
import { sell, type SellDeps } from '../orders/sell.ts';
import { explainShortage } from '../seats/shortage.ts';
import { hashBody, type Outcome, type Pending } from './idempotency.ts';
import { sellSeat } from './queries.ts';

/** Sells a seat to the caller, who flies himself; whatever is more than that is an order like any other. */
export async function bookFlight(deps: SellDeps, request: BuyRequest<BookFlightBody>): Promise<Outcome | Pending> {
  if (request.body.passengers !== undefined || request.body.holdId !== undefined) return buyFlight(deps, request);
  const { caller, body, idempotencyKey: key, requestId } = request;
  const keyUse = key === undefined ? undefined : { route: bookFlightRoute, key, bodyHash: hashBody(body) };
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
      publishing('seats.changed', (traceparent) =>
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
          event: { partition: partitionOf(flight.code), time: deps.now(), traceparent },
        }),
      ),
    explain: (flight, isLastTry) =>
      explainShortage(deps.cluster.writer, flight, {
        names: seat === undefined ? undefined : [seat],
        cabin,
        count: 1,
        isHeld: false,
        field: 'seat',
        isLastTry,
      }),
  });
}
