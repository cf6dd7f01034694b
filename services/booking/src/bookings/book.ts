import { type BookFlightBody, errorBody, invalidField, Problem } from '@airside/contracts';
import { partitionOf, publishing } from '@airside/events';
import { type Cluster, uniqueViolation } from '@airside/postgres';
import type { AccountCaller } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import { findDeparture, findDepartureSoon, type Wanted } from '../flights/find.ts';
import { type Departure, parseFlightRef } from '../flights/rules.ts';
import { decideReplay, hashBody, type Outcome } from './idempotency.ts';
import { findStock, keepRefusal, type SaleOrder, sellSeat } from './queries.ts';
import { composeLocator, decideAfterTry, decideRefusal, type Refusal, type SaleTry } from './rules.ts';

export type BookingDeps = {
  cluster: Cluster;
  now: () => Temporal.Instant;
  /** An integer from 0 up to but not including `below`. */
  random: (below: number) => number;
};

export type BookingRequest = {
  caller: AccountCaller;
  body: BookFlightBody;
  idempotencyKey: string | undefined;
  requestId: string;
};

/** Scope of Idempotency-Keys beside the account. */
const route = 'POST /api/flight/book-flight';
/** Tries before a flight whose last seats are all in other buyers' hands counts as full, and a busy key as in use. */
const mostTries = 12;
/** Waits between tries double up to this, in milliseconds; all together they last about 1.3 s. */
const longestWaitMs = 150;
/** Fresh locators after a collision; at 10^8 live bookings a sixth of them collide. */
const mostLocators = 8;

/** Sells a seat to the caller. Throws the refusals of api.md §3; with a key, the same request gets the same outcome again. */
export async function bookFlight(deps: BookingDeps, request: BookingRequest): Promise<Outcome> {
  const { caller, body, idempotencyKey: key } = request;
  const bodyHash = hashBody(body);
  const idempotency = key === undefined ? undefined : { route, key, bodyHash };
  const refuse = async (problem: Problem): Promise<Outcome> => {
    if (idempotency === undefined) throw problem;
    const outcome: Outcome = {
      kind: 'refused',
      status: problem.status,
      body: errorBody(problem, 'message', request.requestId) as Extract<Outcome, { kind: 'refused' }>['body'],
    };
    const prior = await keepRefusal(deps.cluster.writer, caller.userId, idempotency, outcome);
    return prior === undefined ? outcome : replayOrThrow(prior, bodyHash);
  };

  const wanted = wantedOf(body);
  // A standby will do: the sale itself looks again.
  let flight = wanted && (await findDepartureSoon(deps.cluster, wanted, deps.now()));
  for (let tries = 1; ; tries += 1) {
    if (wanted === undefined || flight === undefined) return refuse(new Problem('FLIGHT_NOT_FOUND'));
    const next = decideAfterTry(await trySale(deps, request, flight, idempotency), bodyHash);
    switch (next.kind) {
      case 'answer':
        return next.outcome;
      case 'refuse':
        throw new Problem(next.code);
      case 'wait':
        if (tries >= mostTries) throw new Problem('IDEMPOTENCY_KEY_IN_USE', { retryAfterSeconds: 1 });
        break;
      case 'recheck': {
        const refusal = await recheck(deps, flight, body.seat, tries);
        // The code may mean another departure by now, or the standby that we asked at first was behind.
        const fresh = await findDeparture(deps.cluster.writer, wanted, deps.now());
        const isSettled = fresh?.id === flight.id || tries >= mostTries;
        if (refusal !== undefined && isSettled) return refuse(problemOf(refusal));
        flight = fresh;
      }
    }
    await delay(Math.min(longestWaitMs, 5 * 2 ** tries));
  }
}

function wantedOf(body: BookFlightBody): Wanted | undefined {
  const ref = parseFlightRef(body.flightId);
  if (ref === undefined) return undefined;
  return {
    ref,
    date: body.departureDate === undefined ? undefined : Temporal.PlainDate.from(body.departureDate),
  };
}

/** One try, with a new locator where the first one is in use. */
async function trySale(
  { cluster, random, now }: BookingDeps,
  { caller, body }: BookingRequest,
  flight: Departure,
  idempotency: SaleOrder['idempotency'],
): Promise<SaleTry> {
  for (let locators = 1; ; locators += 1) {
    try {
      return await publishing('booking.created', (traceparent) =>
        sellSeat(cluster.writer, {
          accountId: caller.userId,
          flightId: flight.id,
          seat: body.seat,
          locator: composeLocator(random),
          firstName: caller.firstName ?? caller.username,
          lastName: caller.lastName,
          paymentMethod: body.paymentMethod,
          idempotency,
          event: { partition: partitionOf(flight.code), time: now(), traceparent },
        }),
      );
    } catch (error) {
      if (uniqueViolation(error) !== 'booking_live_locator' || locators >= mostLocators) throw error;
    }
  }
}

async function recheck(
  { cluster }: BookingDeps,
  flight: Departure,
  seat: string | undefined,
  tries: number,
): Promise<Refusal | undefined> {
  const stock = await findStock(cluster.writer, flight.id, seat);
  const refusal = stock && decideRefusal(stock);
  if (refusal !== undefined || tries < mostTries) return refusal;
  return seat === undefined ? 'FLIGHT_FULL' : 'SEAT_TAKEN';
}

function replayOrThrow(prior: { bodyHash: string; outcome: Outcome }, bodyHash: string): Outcome {
  const replay = decideReplay(prior, bodyHash);
  if (replay.kind === 'refuse') throw new Problem(replay.code);
  return replay.outcome;
}

function problemOf(refusal: Refusal): Problem {
  return refusal === 'SEAT_UNKNOWN' ? invalidField('seat', 'is not on this aircraft') : new Problem(refusal);
}
