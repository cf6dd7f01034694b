import { errorBody, type ErrorShape, Problem } from '@airside/contracts';
import type { Cluster, Db } from '@airside/postgres';
import { uniqueViolation } from '@airside/postgres';
import type { AccountCaller } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import { decideReplay, type Outcome, type Pending, type Prior, type Refused } from '../bookings/idempotency.ts';
import { forgetKeyOfOrder, keepRefusal, type KeyUse } from '../bookings/queries.ts';
import { composeLocator, decideAfterTry, type SaleTry } from '../bookings/rules.ts';
import { findDeparture, findDepartureSoon, type Wanted } from '../flights/find.ts';
import type { Departure } from '../flights/rules.ts';
import type { Payments } from '../payments/payments.ts';

export type SellDeps = {
  cluster: Cluster;
  now: () => Temporal.Instant;
  /** An integer from 0 up to but not including `below`. */
  random: (below: number) => number;
  payments: Payments;
};

/** A request to buy, whatever is bought. */
export type Purchase = {
  caller: AccountCaller;
  /** Undefined where the request names what can be no flight. */
  wanted: Wanted | undefined;
  pay: Pick<Parameters<Payments['begin']>[1], 'method' | 'paymentToken'>;
  keyUse: KeyUse | undefined;
  requestId: string;
  errors: ErrorShape;
  /** One try in a transaction of its own; nothing sold proves nothing. */
  trySale(tx: Db, flight: Departure, locator: string, declined: Refused): Promise<SaleTry>;
  /** After a try that sold nothing: why, by a fresh look at the primary; undefined where it may be tried again. */
  explain(flight: Departure, isLastTry: boolean): Promise<Problem | undefined>;
};

/** Tries before a flight whose last seats are all in other buyers' hands counts as full, and a busy key as in use. */
const mostTries = 12;
/** Waits between tries double up to this, in milliseconds; all together they last about 1.3 s. */
const longestWaitMs = 150;
/** Fresh locators after a collision; at 10^8 live orders a sixth of them collide. */
const mostLocators = 8;

/**
 * Sells what a purchase asks for, and has it paid. Throws the refusals of api.md §3; with a key, the same request gets the same
 * outcome again. `pending`: nobody knows yet whether it is paid; the reconciler will.
 */
export async function sell(deps: SellDeps, purchase: Purchase): Promise<Outcome | Pending> {
  const { keyUse, wanted } = purchase;
  // A standby will do: the sale itself looks again.
  let flight = wanted && (await findDepartureSoon(deps.cluster, wanted, deps.now()));
  for (let tries = 1; ; tries += 1) {
    if (wanted === undefined || flight === undefined) return refuse(deps, purchase, new Problem('FLIGHT_NOT_FOUND'));
    const { sale, paymentId } = await trySale(deps, purchase, flight);
    const next = decideAfterTry(sale, keyUse?.bodyHash ?? '');
    switch (next.kind) {
      case 'pay':
        return settle(deps, purchase, flight, { ...next.sold, paymentId });
      case 'answer':
        return next.outcome;
      case 'refuse':
        throw new Problem(next.code);
      case 'wait':
        if (tries >= mostTries) throw new Problem('IDEMPOTENCY_KEY_IN_USE', { retryAfterSeconds: 1 });
        break;
      case 'pending':
        // Most often the first request is with the payment provider at this moment.
        if (tries >= mostTries) return next.outcome;
        break;
      case 'recheck': {
        const problem = await purchase.explain(flight, tries >= mostTries);
        // The code may mean another departure by now, or the standby that we asked at first was behind.
        const fresh = await findDeparture(deps.cluster.writer, wanted, deps.now());
        const isSettled = fresh?.id === flight.id || tries >= mostTries;
        if (problem !== undefined && isSettled) return refuse(deps, purchase, problem);
        flight = fresh;
      }
    }
    await delay(Math.min(longestWaitMs, 5 * 2 ** tries));
  }
}

/** One try, with a new locator where the first one is in use. What was sold and its payment begin together. */
async function trySale(
  { cluster, random, payments }: SellDeps,
  purchase: Purchase,
  flight: Departure,
): Promise<{ sale: SaleTry; paymentId: number | undefined }> {
  for (let locators = 1; ; locators += 1) {
    try {
      return await cluster.transaction(async (tx) => {
        const sale = await purchase.trySale(tx, flight, composeLocator(random), declinedOf(purchase));
        if (sale.sold === undefined) return { sale, paymentId: undefined };
        const { orderId, amountMinor, currency } = sale.sold;
        return { sale, paymentId: await payments.begin(tx, { orderId, amountMinor, currency, ...purchase.pay }) };
      });
    } catch (error) {
      if (uniqueViolation(error) !== 'booking_order_live_locator' || locators >= mostLocators) throw error;
    }
  }
}

async function settle(
  deps: SellDeps,
  purchase: Purchase,
  flight: Departure,
  { orderId, outcome, paymentId }: NonNullable<SaleTry['sold']> & { paymentId: number | undefined },
): Promise<Outcome | Pending> {
  if (paymentId === undefined) throw new Error('an order was sold without a payment');
  const settled = await deps.payments.settle(paymentId);
  switch (settled.kind) {
    case 'confirmed':
      return outcome;
    case 'declined':
      return declinedOf(purchase);
    case 'unknown':
      return { kind: 'pending', orderId, confirmed: outcome, declined: declinedOf(purchase) };
    case 'released': {
      // Nothing was sold and nobody keeps the money: with the same key it may be tried again.
      await forgetKeyOfOrder(deps.cluster.writer, orderId);
      const problem = await purchase.explain(flight, false);
      if (problem !== undefined) return refuse(deps, purchase, problem);
      throw new Problem('PAYMENT_UNAVAILABLE', { retryAfterSeconds: 5 });
    }
  }
}

function declinedOf(purchase: Purchase): Refused {
  return refusedBy(new Problem('PAYMENT_DECLINED'), purchase);
}

function refusedBy(problem: Problem, { errors, requestId }: Pick<Purchase, 'errors' | 'requestId'>): Refused {
  return { kind: 'refused', status: problem.status, body: errorBody(problem, errors, requestId) };
}

/** Without a key a refusal is thrown; with one it is kept, unless another request was first. */
async function refuse({ cluster }: SellDeps, purchase: Purchase, problem: Problem): Promise<Outcome | Pending> {
  const { keyUse, caller } = purchase;
  if (keyUse === undefined) throw problem;
  const outcome = refusedBy(problem, purchase);
  const prior = await keepRefusal(cluster.writer, caller.userId, keyUse, outcome);
  return prior === undefined ? outcome : replayOrThrow(prior, keyUse.bodyHash);
}

function replayOrThrow(prior: Prior, bodyHash: string): Outcome | Pending {
  const replay = decideReplay(prior, bodyHash);
  if (replay.kind === 'refuse') throw new Problem(replay.code);
  return replay.outcome;
}
