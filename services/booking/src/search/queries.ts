import type { Db } from '@airside/postgres';
import { departureColumns, mayBeMeant } from '../flights/queries.ts';
import { isFree } from '../seats/free.ts';
import { capacityOf } from '../seats/layout.ts';
import { seatMaps } from '../seats/seat-maps.ts';
import type { Candidate, Search } from './rules.ts';

/** Of a flight whose seats nobody has asked for yet, as many as its aircraft has ($5), and those beyond. */
const seatsLeft = `
  (case when f.seats_opened then
     (select count(*)::int from seat s where s.flight_id = f.id and ${isFree} and ($4::text is null or s.cabin = $4))
   when is_on_sale(f.phase) then
     (select coalesce(sum(c.value::int), 0)::int + case when $4 = 'business' then 0 else f.overbooking_limit end
        from jsonb_each_text($5::jsonb -> f.aircraft_type) c where $4::text is null or c.key = $4)
   else 0 end) as "seatsLeft"`;

/** Seats by aircraft type and cabin. */
const capacities = JSON.stringify(
  Object.fromEntries(Object.entries(seatMaps).map(([type, map]) => [type, capacityOf(map)])),
);

/** Departures on a date, or those among which the next of each code is, with the seats left in the cabin. */
export async function listCandidates(db: Db, search: Search, now: Temporal.Instant): Promise<Candidate[]> {
  const places = [search.from.airports, search.to.airports, search.cabin ?? null, capacities];
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
