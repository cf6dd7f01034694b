import type { FlightPhase, WorldService } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { departureColumns } from '../flights/queries.ts';
import type { Departure } from '../flights/rules.ts';
import type { WorldDeparture } from './rules.ts';

/** Adds departures without seats, which are made when somebody asks for one; answers how many were not there yet. */
export async function insertWorldDepartures(
  db: Db,
  services: readonly WorldService[],
  departures: readonly WorldDeparture[],
): Promise<number> {
  const [row] = await db.query<{ added: number }>(
    `with added as (
       insert into flight (code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival,
                           aircraft_type, price_minor, currency, terminal, arrival_terminal, seats_opened, flies_by_clock)
       select upper(s."code"), d.date, s."airline", s."origin", s."destination", to_timestamp(d.departs * 60.0),
              to_timestamp((d.departs + s."minutes") * 60.0), s."aircraftType", s."priceMinor", s."currency",
              s."departureTerminal", s."arrivalTerminal", false, true
         from unnest($2::int[], $3::date[], $4::int[]) d(service, date, departs)
         join json_to_recordset($1) as s (
              "n" int, "code" text, "airline" text, "origin" text, "destination" text, "minutes" int, "aircraftType" text,
              "priceMinor" int, "currency" text, "departureTerminal" text, "arrivalTerminal" text) on s."n" = d.service
        -- Not by the conflict alone, which would use up an id each time.
        where not exists (select from flight f where f.code = upper(s."code") and f.departure_date = d.date)
       on conflict (code, departure_date) do nothing
       returning 1
     )
     select count(*)::int as added from added`,
    [
      JSON.stringify(services.map((service, n) => ({ n, ...service }))),
      departures.map(({ service }) => service),
      departures.map(({ date }) => date.toString()),
      departures.map(({ departs }) => departs),
    ],
  );
  return row?.added ?? 0;
}

/** Held until the transaction ends; false while another instance holds it. */
export async function tryClockLock(tx: Db): Promise<boolean> {
  const [row] = await tx.query<{ isHeld: boolean }>(`select pg_try_advisory_xact_lock(4001, 3) as "isHeld"`);
  return row?.isHeld === true;
}

/** Up to `limit` flights that nobody reports and whose time is over have flown as planned; as they are then, with the phase before. */
export async function markFlownByClock(
  tx: Db,
  now: Temporal.Instant,
  limit: number,
): Promise<(Departure & { phaseBefore: FlightPhase })[]> {
  return tx.query<Departure & { phaseBefore: FlightPhase }>(
    `update flight f set phase = 'arrived', version = version + 1, updated_at = now(),
            out_at = coalesce(f.out_at, f.scheduled_departure + make_interval(mins => f.delay_minutes)),
            in_at = coalesce(f.in_at,
                             f.scheduled_arrival + make_interval(mins => coalesce(f.arrival_delay_minutes, f.delay_minutes)))
       from (select id from flight
              where flies_by_clock and phase not in ('arrived', 'cancelled') and scheduled_arrival <= $1
                and scheduled_arrival + make_interval(mins => coalesce(arrival_delay_minutes, delay_minutes)) <= $1
              order by scheduled_arrival limit $2) due
      where f.id = due.id and f.phase not in ('arrived', 'cancelled')
      returning ${departureColumns}, old.phase as "phaseBefore"`,
    [now, limit],
  );
}
