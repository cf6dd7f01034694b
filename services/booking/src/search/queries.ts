import type { Db } from '@airside/postgres';
import { departureColumns, mayBeMeant } from '../flights/queries.ts';
import { capacities } from '../world/cabins.ts';
import type { Candidate, Search } from './rules.ts';

/**
 * Seats left of flight `f` in a cabin, or in all; `cabin` and `seatsByType` (`capacities` of world/cabins.ts) are parameters. A flight of
 * which nobody has asked for a seat has no seat rows yet, and as many left as its aircraft has.
 */
export const seatsLeft = (cabin: string, seatsByType: string) => `
  (case when f.seats_opened then
     (select count(*)::int from seat s
       where s.flight_id = f.id and s.booking_id is null and s.is_on_sale and (${cabin}::text is null or s.cabin = ${cabin}))
   when is_on_sale(f.phase) then
     (select coalesce(sum(c.value::int), 0)::int from jsonb_each_text(${seatsByType}::jsonb -> f.aircraft_type) c
       where ${cabin}::text is null or c.key = ${cabin})
   else 0 end)`;

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
