import {
  IdInPath,
  largestBatch,
  NoticeFlight,
  PassengerDetailsList,
  PassengerQuery,
  Problem,
  RebookingMark,
  RebookingMarked,
  Travellers,
} from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import type { Airports } from '../airports/rules.ts';
import { findDepartureById } from '../flights/queries.ts';
import { type Departure, estimatesOf, statusCode } from '../flights/rules.ts';
import { parsePassengerId } from '../passengers/rules.ts';
import { markParties } from '../rebooking/mark.ts';
import { findPassengerOfAccount, listPassengerDetails, listTravellersOfFlight } from './queries.ts';

export type InternalDeps = { cluster: Cluster; airports: Airports; now: () => Temporal.Instant };

const config = { access: access.internal };
const params = Type.Object({ departureId: IdInPath });

/** What workflows and notices ask of booking. Everything comes from the primary: they act on it. */
export function internalRoutes(app: App, { cluster, airports, now }: InternalDeps): void {
  async function departure(id: number): Promise<Departure> {
    const flight = await findDepartureById(cluster.writer, id);
    if (flight === undefined) throw new Problem('FLIGHT_NOT_FOUND');
    return flight;
  }

  app.get(
    '/internal/flights/:departureId',
    { config, schema: { hide: true, params, response: { 200: NoticeFlight } } },
    async (request) => noticeFlight(await departure(request.params.departureId), airports),
  );

  app.get(
    '/internal/flights/:departureId/travellers',
    {
      config,
      schema: {
        hide: true,
        params,
        querystring: Type.Object({
          after: Type.Integer({ minimum: 0, default: 0 }),
          limit: Type.Integer({ minimum: 1, maximum: largestBatch, default: largestBatch }),
        }),
        response: { 200: Travellers },
      },
    },
    async (request) => {
      const { after, limit } = request.query;
      const rows = await listTravellersOfFlight(cluster.writer, { flightId: request.params.departureId, after, limit });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      const travellers = rows.map(({ bookingId, passengerId, status, seat }) => ({
        booking_id: bookingId,
        passenger_id: passengerId,
        booking_status: status,
        seat,
      }));
      return { travellers, ...(last === undefined ? {} : { next: last.id }) };
    },
  );

  app.post(
    '/internal/passengers/query',
    { config, schema: { hide: true, body: PassengerQuery, response: { 200: PassengerDetailsList } } },
    async (request) => {
      const ids = request.body.passenger_ids.flatMap((id) => parsePassengerId(id) ?? []);
      const rows = await listPassengerDetails(cluster.writer, ids);
      const passengers = rows.map((row) => ({
        passenger_id: row.passengerId,
        account_id: row.accountId,
        first_name: row.firstName,
        last_name: row.lastName,
        tier: row.tier,
        special_requests: row.specialRequests,
        email: row.email,
        phone: row.phone,
      }));
      return { passengers };
    },
  );

  app.post(
    '/internal/flights/:departureId/rebooking',
    { config, schema: { hide: true, params, body: RebookingMark, response: { 200: RebookingMarked } } },
    async (request) => {
      const flight = await departure(request.params.departureId);
      return markParties({ cluster, airports, now }, flight, request.body);
    },
  );

  app.get(
    '/internal/accounts/:accountId/passenger',
    {
      config,
      schema: {
        hide: true,
        params: Type.Object({ accountId: IdInPath }),
        response: { 200: Type.Object({ passenger_id: Type.String() }) },
      },
    },
    async (request) => {
      const reference = await findPassengerOfAccount(cluster.writer, request.params.accountId);
      if (reference === undefined) throw new Problem('PASSENGER_NOT_FOUND');
      return { passenger_id: reference };
    },
  );
}

function noticeFlight(flight: Departure, airports: Airports): NoticeFlight {
  const estimated = estimatesOf(flight);
  return {
    flight_id: flight.code,
    departure_id: flight.id,
    airline: flight.airline,
    origin: flight.origin,
    origin_city: airports.cityOf(flight.origin),
    origin_zone: airports.zoneOf(flight.origin),
    destination: flight.destination,
    destination_city: airports.cityOf(flight.destination),
    destination_zone: airports.zoneOf(flight.destination),
    scheduled_departure: flight.scheduledDeparture.toString(),
    estimated_departure: estimated.departure.toString(),
    scheduled_arrival: flight.scheduledArrival.toString(),
    estimated_arrival: estimated.arrival.toString(),
    status: statusCode(flight),
    gate: flight.gate,
    terminal: flight.terminal,
    version: flight.version,
  };
}
