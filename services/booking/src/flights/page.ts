import type { Db } from '@airside/postgres';
import { type CacheDeps, cachedAnswer, type Found } from '../caches/cached-answer.ts';
import { flightGroup } from '../caches/groups.ts';
import { findDeparture, type Wanted } from './find.ts';
import { flightResource } from './resource.ts';
import { parseFlightRef } from './rules.ts';

export type PageDeps = CacheDeps & { now: () => Temporal.Instant };

/** A flight as the resource API shows it, by code (its next departure, or that of `date`) or by id; JSON text. */
export async function findPage(deps: PageDeps, flightId: string, date: string | undefined): Promise<Found> {
  const ref = parseFlightRef(flightId);
  if (ref === undefined) return { body: undefined, isCached: false };
  const wanted = { ref, date: date === undefined ? undefined : Temporal.PlainDate.from(date) };
  const ask = (db: Db) => askDatabase(db, wanted, deps.now());
  const found = ref.kind === 'code' ? await fromCache(deps, ref.code, date, ask) : await uncached(deps, ask);
  // What a standby has not heard of yet is asked of the primary.
  return found.body === undefined ? { body: await ask(deps.cluster.writer), isCached: false } : found;
}

type Ask = (db: Db) => Promise<string | undefined>;

function fromCache(deps: PageDeps, code: string, date: string | undefined, ask: Ask): Promise<Found> {
  return cachedAnswer(deps, { group: flightGroup(code), key: date ?? 'next' }, ask);
}

/** An id does not tell the code, and so not the group that its changes make old. */
async function uncached({ cluster }: PageDeps, ask: Ask): Promise<Found> {
  return { body: await ask(cluster.reader), isCached: false };
}

async function askDatabase(db: Db, wanted: Wanted, now: Temporal.Instant): Promise<string | undefined> {
  const flight = await findDeparture(db, wanted, now);
  return flight === undefined ? undefined : JSON.stringify(flightResource(flight));
}
