import type { Db } from '@airside/postgres';
import { departureColumns, mayBeMeant } from '../flights/queries.ts';
import type { Candidate, Search } from './rules.ts';

const seatsLeft = `
  (select count(*)::int from seat s
    where s.flight_id = f.id and s.booking_id is null and s.is_on_sale and ($4::text is null or s.cabin = $4)) as "seatsLeft"`;

/** Departures on a date, or those among which the next of each code is, with the seats left in the cabin. */
export async function listCandidates(db: Db, search: Search, now: Temporal.Instant): Promise<Candidate[]> {
  const places = [search.from.airports, search.to.airports, search.cabin ?? null];
  if (search.date === undefined) {
    return db.query<Candidate>(
      `select ${departureColumns}, ${seatsLeft}
         from flight f where f.origin = any($2) and f.destination = any($3) and ${mayBeMeant}`,
      [now, ...places],
    );
  }
  return db.query<Candidate>(
    `select ${departureColumns}, ${seatsLeft}
       from flight f where f.origin = any($2) and f.destination = any($3) and f.departure_date = $1`,
    [search.date, ...places],
  );
}
