import { publish } from '@airside/events';
import type { Cluster, Db } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import type { ForgetFlights } from '../caches/forget.ts';
import { flownEvent, scheduledEvent } from '../operations/events.ts';
import { defaultFlights } from './default-flights.ts';
import { openAll } from '../seats/open.ts';
import { hasSeed, insertDepartures, insertSeed, markFlown, tryRollLock } from './queries.ts';
import { planDepartures } from './roll-rules.ts';
import type { Departure } from './rules.ts';

export type ScheduleDeps = {
  cluster: Cluster;
  airports: Airports;
  now: () => Temporal.Instant;
  /** SEED_BASE_DATE: the default flights have this date for ever. */
  pinnedDate: Temporal.PlainDate | undefined;
};

const seedName = 'default-flights';

/** Loads the default flights; true for the one call that did. Callers at the same time wait for it. */
export async function seedDefaultFlights(deps: ScheduleDeps & { forgetFlights: ForgetFlights }): Promise<boolean> {
  const added = await deps.cluster.transaction(async (tx) => {
    if (!(await insertSeed(tx, seedName))) return undefined;
    return schedulePlanned(tx, deps);
  });
  if (added === undefined) return false;
  await deps.forgetFlights(added);
  return true;
}

/**
 * Moves the default flights on with the calendar: tomorrow's are put on sale, those that have flown are marked.
 * Nothing to do before they are loaded, nor where their date is pinned. Of several instances one works.
 */
export async function rollDefaultFlights(deps: ScheduleDeps): Promise<void> {
  if (deps.pinnedDate !== undefined) return;
  await deps.cluster.transaction(async (tx) => {
    if (!(await tryRollLock(tx)) || !(await hasSeed(tx, seedName))) return;
    await schedulePlanned(tx, deps);
    const now = deps.now();
    const codes = defaultFlights.map(({ code }) => code);
    const flown = await markFlown(tx, codes, now);
    await publish(
      tx,
      flown.map(({ phaseBefore, ...flight }) => flownEvent(flight, phaseBefore, now)),
    );
  });
}

async function schedulePlanned(tx: Db, deps: ScheduleDeps): Promise<Departure[]> {
  const added = await insertDepartures(tx, plan(deps));
  await openAll(tx, added);
  const now = deps.now();
  await publish(
    tx,
    added.map((flight) => scheduledEvent(flight, now)),
  );
  return added;
}

function plan({ now, pinnedDate, airports }: ScheduleDeps) {
  return planDepartures(defaultFlights, { now: now(), pinnedDate, zoneOf: airports.zoneOf });
}
