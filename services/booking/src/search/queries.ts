import type { Db } from '@airside/postgres';
import { departureColumns, mayBeMeant } from '../flights/queries.ts';
import { capacities, seatsLeft } from '../seats/left.ts';
import type { Candidate, Search } from './rules.ts';

/** Departures on a date, or those among which the next of each code is, with the seats left in the cabin. */
export async function listCandidates(db: Db, search: Search, now: Temporal.Instant): Promise<Candidate[]> {
  const places = [search.from.airports, search.to.airports, search.cabin ?? null, capacities];
  if (search.date === undefined) {
    return db.query<Candidate>(
      `select ${departureColumns}, ${seatsLeft('$4', '$5')} as "seatsLeft"
         from flight f where f.origin = any($2) and f.destination = any($3) and ${mayBeMeant}`,
      [now, ...places],
    );
  }
  return db.query<Candidate>(
    `select ${departureColumns}, ${seatsLeft('$4', '$5')} as "seatsLeft"
       from flight f where f.origin = any($2) and f.destination = any($3) and f.departure_date = $1`,
    [search.date, ...places],
  );
}
