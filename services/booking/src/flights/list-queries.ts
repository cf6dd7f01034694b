import type { Db } from '@airside/postgres';
import type { FlightFilter } from './list-rules.ts';
import { departureColumns } from './queries.ts';
import type { Departure } from './rules.ts';

/** One more than the limit, so that it is known whether there are more. `airlines` are names as they are stored. */
export async function listFlights(
  db: Db,
  filter: FlightFilter,
  airlines: readonly string[] | undefined,
): Promise<Departure[]> {
  return db.query<Departure>(
    `select ${departureColumns}
       from flight f
      where ($1::text is null or f.phase = $1)
        and ($2::boolean is null or $2 = (f.delay_minutes > 0 and is_on_sale(f.phase)))
        and ($3::text is null or f.origin = $3)
        and ($4::text is null or f.destination = $4)
        and ($5::text is null or f.origin = $5 or f.destination = $5)
        and ($6::date is null or f.departure_date = $6)
        and ($7::text[] is null or f.airline = any($7))
        and ($8::float8 is null
             or (f.scheduled_departure, f.id) > (to_timestamp($8::float8 / 1000), $9::bigint))
      order by f.scheduled_departure, f.id
      limit $10::int + 1`,
    [
      filter.phase ?? null,
      filter.isDelayed ?? null,
      filter.origin ?? null,
      filter.destination ?? null,
      filter.airport ?? null,
      filter.date ?? null,
      airlines ?? null,
      filter.after?.departureMs ?? null,
      filter.after?.id ?? null,
      filter.limit,
    ],
  );
}

export async function listAirlines(db: Db): Promise<string[]> {
  const rows = await db.query<{ airline: string }>('select distinct airline from flight');
  return rows.map(({ airline }) => airline);
}
