import type { Cluster } from '@airside/postgres';
import type { Airports } from '../airports/rules.ts';
import { defaultFlights } from './default-flights.ts';
import { hasSeed, insertDepartures, insertSeed, markFlown, tryRollLock } from './queries.ts';
import { planDepartures } from './roll-rules.ts';

export type Route = { origin: string; destination: string };

export type ScheduleDeps = {
  cluster: Cluster;
  airports: Airports;
  now: () => Temporal.Instant;
  /** SEED_BASE_DATE: the default flights have this date for ever. */
  pinnedDate: Temporal.PlainDate | undefined;
  /** Told what changed, after the commit. */
  onChange: (routes: readonly Route[]) => void;
};

const seedName = 'default-flights';

/** Loads the default flights; true for the one call that did. Callers at the same time wait for it. */
export async function seedDefaultFlights(deps: ScheduleDeps): Promise<boolean> {
  const added = await deps.cluster.transaction(async (tx) => {
    if (!(await insertSeed(tx, seedName))) return undefined;
    return insertDepartures(tx, plan(deps));
  });
  if (added === undefined) return false;
  deps.onChange(added);
  return true;
}

/**
 * Moves the default flights on with the calendar: tomorrow's are put on sale, those that have flown are marked.
 * Nothing to do before they are loaded, nor where their date is pinned. Of several instances one works.
 */
export async function rollDefaultFlights(deps: ScheduleDeps): Promise<void> {
  if (deps.pinnedDate !== undefined) return;
  const changed = await deps.cluster.transaction(async (tx) => {
    if (!(await tryRollLock(tx)) || !(await hasSeed(tx, seedName))) return [];
    const added = await insertDepartures(tx, plan(deps));
    const codes = defaultFlights.map(({ code }) => code);
    return [...added, ...(await markFlown(tx, codes, deps.now()))];
  });
  deps.onChange(changed);
}

function plan({ now, pinnedDate, airports }: ScheduleDeps) {
  return planDepartures(defaultFlights, { now: now(), pinnedDate, zoneOf: airports.zoneOf });
}
