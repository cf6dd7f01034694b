import type { FlightPhase } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Departure } from './rules.ts';
import type { NewDeparture } from './roll-rules.ts';

/** Columns of a Departure; `f` is the flight. */
export const departureColumns = `
  f.id, f.code, f.departure_date as "departureDate", f.airline, f.origin, f.destination,
  f.scheduled_departure as "scheduledDeparture", f.scheduled_arrival as "scheduledArrival",
  f.out_at as "outAt", f.in_at as "inAt", f.phase, f.delay_minutes as "delayMinutes", f.delay_reason as "delayReason",
  f.arrival_delay_minutes as "arrivalDelayMinutes", f.diverted_to as "divertedTo",
  f.gate, f.terminal, f.aircraft_type as "aircraftType", f.price_minor as "priceMinor", f.currency,
  f.overbooking_limit as "overbookingLimit", f.version`;

/** Not arrived, and not cancelled with its arrival past at `$1`. */
const isUnfinished = (flight: string) =>
  `(${flight}.phase not in ('arrived', 'cancelled') or (${flight}.phase = 'cancelled' and ${flight}.scheduled_arrival > $1))`;

/**
 * Keeps the departures among which a bare code's meaning is: the next one of each code that is not finished at `$1`, and the
 * latest of each. `chooseDeparture` decides; this only spares it the past and the weeks to come.
 */
export const mayBeMeant = `
  ((${isUnfinished('f')}
    and not exists (select from flight e where e.code = f.code and e.departure_date < f.departure_date
                       and e.phase <> 'arrived' and ${isUnfinished('e')}))
   or not exists (select from flight l where l.code = f.code and l.departure_date > f.departure_date))`;

/** The departures that a code may mean at `now`. */
export async function listDeparturesOfCode(db: Db, code: string, now: Temporal.Instant): Promise<Departure[]> {
  return db.query<Departure>(`select ${departureColumns} from flight f where f.code = $2 and ${mayBeMeant}`, [
    now,
    code,
  ]);
}

export async function findDepartureByDate(
  db: Db,
  code: string,
  date: Temporal.PlainDate,
): Promise<Departure | undefined> {
  const [row] = await db.query<Departure>(
    `select ${departureColumns} from flight f where f.code = $1 and f.departure_date = $2`,
    [code, date],
  );
  return row;
}

export async function findDepartureById(db: Db, id: number): Promise<Departure | undefined> {
  const [row] = await db.query<Departure>(`select ${departureColumns} from flight f where f.id = $1`, [id]);
  return row;
}

/** Adds what is not there yet, without seats: those are made when somebody asks for one. Answers what is new. */
export async function insertDepartures(db: Db, departures: readonly NewDeparture[]): Promise<Departure[]> {
  return db.query<Departure>(
    `with added as (
       insert into flight (code, departure_date, airline, origin, destination, scheduled_departure, scheduled_arrival,
                           phase, delay_minutes, delay_reason, aircraft_type, price_minor, currency, overbooking_limit,
                           seats_opened)
       select "code", "departureDate", "airline", "origin", "destination", "scheduledDeparture", "scheduledArrival",
              "phase", "delayMinutes", "delayReason", "aircraftType", "priceMinor", "currency", "overbookingLimit", false
         from json_to_recordset($1) as d (
              "code" text, "departureDate" date, "airline" text, "origin" text, "destination" text,
              "scheduledDeparture" timestamptz, "scheduledArrival" timestamptz, "phase" text, "delayMinutes" int,
              "delayReason" text, "aircraftType" text, "priceMinor" int, "currency" text, "overbookingLimit" int)
       on conflict (code, departure_date) do nothing
       returning *
     )
     select ${departureColumns} from added f order by f.id`,
    [JSON.stringify(departures)],
  );
}

/**
 * Default flights have no crew to report: those whose estimated arrival has passed have flown as estimated.
 * Answers them as they are now, with the phase they were in.
 */
export async function markFlown(
  db: Db,
  codes: readonly string[],
  now: Temporal.Instant,
): Promise<(Departure & { phaseBefore: FlightPhase })[]> {
  return db.query<Departure & { phaseBefore: FlightPhase }>(
    `update flight f set phase = 'arrived', version = version + 1, updated_at = now(),
            out_at = coalesce(out_at, scheduled_departure + make_interval(mins => delay_minutes)),
            in_at = coalesce(in_at, scheduled_arrival + make_interval(mins => delay_minutes))
      where code = any($1) and phase not in ('arrived', 'cancelled')
        and scheduled_arrival + make_interval(mins => delay_minutes) <= $2
      returning ${departureColumns}, old.phase as "phaseBefore"`,
    [codes, now],
  );
}

/** True for the one caller who may load the named seed; everybody else waits for that transaction and gets false. */
export async function insertSeed(tx: Db, name: string): Promise<boolean> {
  const rows = await tx.query(`insert into seed (name) values ($1) on conflict do nothing returning name`, [name]);
  return rows.length > 0;
}

export async function hasSeed(db: Db, name: string): Promise<boolean> {
  const rows = await db.query(`select from seed where name = $1`, [name]);
  return rows.length > 0;
}

/** Held until the transaction ends; false while another instance holds it. */
export async function tryRollLock(tx: Db): Promise<boolean> {
  const [row] = await tx.query<{ isHeld: boolean }>(`select pg_try_advisory_xact_lock(4001, 1) as "isHeld"`);
  return row?.isHeld === true;
}
