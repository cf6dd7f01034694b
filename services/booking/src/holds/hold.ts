import { type Cabin, type HoldAnswer, type HoldBody, invalidField, Problem } from '@airside/contracts';
import { publish } from '@airside/events';
import type { Cluster, Db } from '@airside/postgres';
import { setTimeout as delay } from 'node:timers/promises';
import { findDeparture, findDepartureSoon, readWantedIn } from '../flights/find.ts';
import type { Departure } from '../flights/rules.ts';
import { seatsEvent } from '../seats/events.ts';
import { cabinOfSeat } from '../seats/seat-maps.ts';
import { explainShortage } from '../seats/shortage.ts';
import { takeSeats } from '../seats/take.ts';
import {
  countLiveHolds,
  endExpiredHolds,
  insertHold,
  type LetGo,
  lockHold,
  lockHolds,
  releaseHold,
} from './queries.ts';

export type HoldDeps = { cluster: Cluster; now: () => Temporal.Instant };

/** Live holds of one account. */
const mostHolds = 3;
/** Tries before seats that are in other buyers' hands at the moment count as taken; waits double up to `longestWaitMs`. */
const mostTries = 10;
const longestWaitMs = 150;

/** Keeps seats for ten minutes. Throws SEAT_TAKEN with seats near it, FLIGHT_FULL, TOO_MANY_HOLDS and the like. */
export async function holdSeats(
  deps: HoldDeps,
  { accountId, body }: { accountId: number; body: HoldBody },
): Promise<HoldAnswer> {
  if ((body.seats === undefined) === (body.count === undefined))
    throw invalidField('seats', 'either seats or count is required, not both');
  const names = body.seats;
  const count = names?.length ?? body.count ?? 1;
  const wanted = readWantedIn(body);
  let flight = wanted && (await findDepartureSoon(deps.cluster, wanted, deps.now()));
  for (let tries = 1; ; tries += 1) {
    if (wanted === undefined || flight === undefined) throw new Problem('FLIGHT_NOT_FOUND');
    const cabin = body.cabin ?? (names?.[0] === undefined ? 'economy' : cabinOfSeat(flight.aircraftType, names[0]));
    const held = await tryHold(deps, accountId, flight, { names, cabin, count });
    if (held !== undefined) return held;
    const shortage = { names, cabin, count, isHeld: false, field: 'seats', isLastTry: tries >= mostTries };
    const problem = await explainShortage(deps.cluster.writer, flight, shortage);
    if (problem !== undefined) throw problem;
    await delay(Math.min(longestWaitMs, 5 * 2 ** tries));
    flight = await findDeparture(deps.cluster.writer, wanted, deps.now());
  }
}

async function tryHold(
  { cluster, now }: HoldDeps,
  accountId: number,
  flight: Departure,
  { names, cabin, count }: { names: readonly string[] | undefined; cabin: Cabin; count: number },
): Promise<HoldAnswer | undefined> {
  return cluster.transaction(async (tx) => {
    await lockHolds(tx, accountId);
    if ((await countLiveHolds(tx, accountId)) >= mostHolds)
      throw new Problem('TOO_MANY_HOLDS', { params: { most: String(mostHolds) } });
    const taken = await takeSeats(tx, {
      flightId: flight.id,
      cabin,
      count,
      ...(names === undefined ? {} : { names }),
    });
    if (taken === undefined) return undefined;
    const seats = taken.map(({ name }) => name);
    const { id, expiresAt } = await insertHold(tx, { accountId, flightId: flight.id, names: seats });
    const changes = seats.map((name) => ({ name, state: 'held' as const }));
    await publish(tx, [seatsEvent(flight, changes, { id: `hold/${id}/held`, time: now() })]);
    return {
      holdId: id,
      flightId: flight.code,
      departureId: flight.id,
      cabin,
      seats,
      expiresAt: expiresAt.toString(),
    };
  });
}

/** Lets a hold of the account go; once more is no error. Throws HOLD_NOT_FOUND for whoever has no such hold. */
export async function letGo({ cluster, now }: HoldDeps, id: string, accountId: number): Promise<void> {
  await cluster.transaction(async (tx) => {
    const hold = await lockHold(tx, id);
    if (hold?.accountId !== accountId) throw new Problem('HOLD_NOT_FOUND');
    await releaseSeats(tx, id, now());
  });
}

/** Gives back what a hold still keeps, in the caller's transaction, which has locked the hold; `seats.changed` tells it. */
export async function releaseSeats(tx: Db, id: string, time: Temporal.Instant): Promise<void> {
  await tell(tx, await releaseHold(tx, id), 'released', time);
}

/** Holds in one round of the sweep. */
const mostSwept = 200;

/** Tidies expired holds away and tells those who watch; buyers have not waited for it. */
export async function sweepHolds({ cluster, now }: HoldDeps): Promise<void> {
  await cluster.transaction(async (tx) => {
    await tell(tx, await endExpiredHolds(tx, mostSwept), 'expired', now());
  });
}

async function tell(tx: Db, released: readonly LetGo[], how: string, time: Temporal.Instant): Promise<void> {
  const told = released.filter(({ names }) => names.length > 0);
  await publish(
    tx,
    told.map(({ holdId, names, ...flight }) => {
      const changes = names.map((name) => ({ name, state: 'free' as const }));
      return seatsEvent(flight, changes, { id: `hold/${holdId}/${how}`, time });
    }),
  );
}
