import type { Db } from '@airside/postgres';
import type { FlightFilter } from './list-rules.ts';
import { departureColumns } from './queries.ts';
import type { Departure } from './rules.ts';

/**
 * One more than the limit, so that it is known whether there are more. `airlines` are names as they are stored. The text
 * has the conditions that are asked for and no others, so that it is planned for the index that serves them.
 */
export async function listFlights(
  db: Db,
  filter: FlightFilter,
  airlines: readonly string[] | undefined,
): Promise<Departure[]> {
  const values: unknown[] = [];
  const value: Value = (given) => `$${values.push(given)}`;
  const conditions = conditionsOf(filter, airlines, value);
  const inOrder = `order by f.scheduled_departure, f.id limit ${value(filter.limit)}::int + 1`;
  const select = (more: string[]) =>
    `(select * from flight f where ${[...conditions, ...more].join(' and ')} ${inOrder})`;
  // Departures and arrivals of an airport lie in two indexes; no flight is in both.
  const flights =
    filter.airport === undefined
      ? select([])
      : ['origin', 'destination'].map((end) => select([`f.${end} = ${value(filter.airport)}`])).join(' union all ');
  return db.query<Departure>(`select ${departureColumns} from (${flights}) f ${inOrder}`, values);
}

/** Makes a value a parameter of the statement. */
type Value = (given: unknown) => string;

function conditionsOf(filter: FlightFilter, airlines: readonly string[] | undefined, value: Value): string[] {
  const { phase, isDelayed, origin, destination, airport, date, after } = filter;
  const late = 'f.delay_minutes > 0 and is_on_sale(f.phase)';
  const conditions = ['true'];
  if (phase !== undefined) conditions.push(`f.phase = ${value(phase)}`);
  if (isDelayed !== undefined) conditions.push(isDelayed ? late : `not (${late})`);
  if (origin !== undefined) conditions.push(`f.origin = ${value(origin)}`);
  if (destination !== undefined) conditions.push(`f.destination = ${value(destination)}`);
  if (airlines !== undefined) {
    // One name, as ever, lies in the index in the order of departure.
    const [only, ...others] = airlines;
    conditions.push(others.length === 0 ? `f.airline = ${value(only ?? null)}` : `f.airline = any(${value(airlines)})`);
  }
  if (date !== undefined) {
    const isAtAirport = [origin, destination, airport].some((iata) => iata !== undefined);
    conditions.push(isAtAirport ? duringDate(value(date)) : `f.departure_date = ${value(date)}`);
  }
  if (after !== undefined) {
    const place = `(to_timestamp(${value(after.departureMs)}::float8 / 1000), ${value(after.id)}::bigint)`;
    conditions.push(`(f.scheduled_departure, f.id) > ${place}`);
  }
  return conditions;
}

/**
 * The date as a stretch of time, which bounds an airport's index: wherever it is, a local date lies between 14 hours before it
 * begins in UTC and 12 after it ends. As a difference, so that the date's own index is left alone: it has all airports.
 */
function duringDate(date: string): string {
  const begins = `(${date}::date)::timestamp at time zone 'UTC'`;
  return `f.departure_date - ${date}::date = 0 and f.scheduled_departure >= ${begins} - interval '14 hours'
          and f.scheduled_departure < ${begins} + interval '36 hours'`;
}

/** Every airline once, by hopping from name to name in the index: a million flights have some hundred airlines. */
export async function listAirlines(db: Db): Promise<string[]> {
  const rows = await db.query<{ airline: string }>(
    `with recursive name(airline) as (
       select min(airline) from flight
       union all
       select (select min(f.airline) from flight f where f.airline > name.airline) from name where name.airline is not null
     )
     select airline from name where airline is not null`,
  );
  return rows.map(({ airline }) => airline);
}
