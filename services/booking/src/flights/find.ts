import { Problem } from '@airside/contracts';
import type { Cluster, Db } from '@airside/postgres';
import { findDepartureByDate, findDepartureById, listDeparturesOfCode } from './queries.ts';
import { chooseDeparture, type Departure, type FlightRef, parseFlightRef } from './rules.ts';

export type Wanted = { ref: FlightRef; date?: Temporal.PlainDate | undefined };

/** What a path names. Throws FLIGHT_NOT_FOUND for what can be no flight. */
export function readWanted(flightId: string, departureDate: string | undefined): Wanted {
  const ref = parseFlightRef(flightId);
  if (ref === undefined) throw new Problem('FLIGHT_NOT_FOUND');
  return { ref, date: departureDate === undefined ? undefined : Temporal.PlainDate.from(departureDate) };
}

/** What a body names; undefined for what can be no flight. */
export function readWantedIn(body: { flightId: string | number; departureDate?: string }): Wanted | undefined {
  const ref = parseFlightRef(body.flightId);
  if (ref === undefined) return undefined;
  return {
    ref,
    date: body.departureDate === undefined ? undefined : Temporal.PlainDate.from(body.departureDate),
  };
}

/** The departure meant by a code (its next one, or that of `date`) or an id; undefined where there is none. */
export async function findDeparture(
  db: Db,
  { ref, date }: Wanted,
  now: Temporal.Instant,
): Promise<Departure | undefined> {
  if (ref.kind === 'id') {
    const found = await findDepartureById(db, ref.id);
    return date === undefined || found?.departureDate.equals(date) === true ? found : undefined;
  }
  if (date !== undefined) return findDepartureByDate(db, ref.code, date);
  return chooseDeparture(await listDeparturesOfCode(db, ref.code, now), now);
}

/** From a standby, where a moment's staleness is harmless; what it has not heard of yet is asked of the primary. */
export async function findDepartureSoon(
  cluster: Cluster,
  wanted: Wanted,
  now: Temporal.Instant,
): Promise<Departure | undefined> {
  return (await findDeparture(cluster.reader, wanted, now)) ?? findDeparture(cluster.writer, wanted, now);
}
