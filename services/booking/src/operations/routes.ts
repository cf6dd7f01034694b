import {
  ChangedFlight,
  FlightChanges,
  FlightHistory,
  FlightImpact,
  FlightPatch,
  FlightResource,
  ImpactQuery,
  IsoDate,
  NewFlight,
  Problem,
} from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import { findDepartureSoon, readWanted } from '../flights/find.ts';
import { flightResource } from '../flights/resource.ts';
import { changeFlight, type OperationsDeps, scheduleFlight } from './change.ts';
import { previewSwap } from '../seats/swap.ts';
import { publicChanges } from './public-changes.ts';
import { countReach, listChanges } from './queries.ts';

const tags = ['flights'];
const params = Type.Object({ flightId: Type.String({ pattern: '^[A-Za-z0-9]{1,10}$' }) });
const querystring = Type.Object({ departureDate: Type.Optional(IsoDate) }, { additionalProperties: false });

/** The desk of the airline: schedule, change, and look back. Part of the resource API (api.md §4). */
export function operationsRoutes(app: App, deps: OperationsDeps): void {
  for (const base of ['', '/api']) {
    const config = { access: access.ops, errors: 'resource' as const };

    app.post(
      `${base}/flights`,
      { config, schema: { summary: 'Schedule a flight', tags, body: NewFlight, response: { 201: FlightResource } } },
      async (request, reply) => reply.code(201).send(flightResource(await scheduleFlight(deps, request.body))),
    );

    app.patch(
      `${base}/flights/:flightId`,
      {
        config,
        schema: {
          summary: 'Change a flight: phase, gate, delay, times, aircraft; answers who sits elsewhere',
          tags,
          params,
          querystring,
          body: FlightPatch,
          response: { 200: ChangedFlight },
        },
      },
      async (request) => {
        const wanted = readWanted(request.params.flightId, request.query.departureDate);
        const changedBy = accountOf(request).userId;
        const { flight, moved } = await changeFlight(deps, { wanted, patch: request.body, changedBy });
        return { ...flightResource(flight), ...(moved === undefined ? {} : { moved }) };
      },
    );

    app.get(
      `${base}/flights/:flightId/impact`,
      {
        config,
        schema: {
          summary: 'Whom a change would reach; with an aircraft type, also who would sit elsewhere',
          tags,
          params,
          querystring: ImpactQuery,
          response: { 200: FlightImpact },
        },
      },
      async (request) => {
        const { departureDate, aircraft_type: wanted } = request.query;
        const flight = await findDepartureSoon(
          deps.cluster,
          readWanted(request.params.flightId, departureDate),
          deps.now(),
        );
        if (flight === undefined) throw new Problem('FLIGHT_NOT_FOUND');
        const db = deps.cluster.writer;
        const [counts, moves] = await Promise.all([
          countReach(db, flight.id),
          wanted === undefined ? undefined : previewSwap(db, flight, wanted),
        ]);
        return {
          flight_id: flight.code,
          departure_id: flight.id,
          travellers: counts.travellers,
          checked_in: counts.checkedIn,
          tiered: counts.tiered,
          with_requests: counts.withRequests,
          ...(moves === undefined ? {} : { moves }),
        };
      },
    );

    app.get(
      `${base}/flights/:flightId/history`,
      {
        config,
        schema: {
          summary: 'What was changed on a flight, by whom and when',
          tags,
          params,
          querystring,
          response: { 200: FlightHistory },
        },
      },
      async (request) => {
        const flight = await findDepartureSoon(
          deps.cluster,
          readWanted(request.params.flightId, request.query.departureDate),
          deps.now(),
        );
        if (flight === undefined) throw new Problem('FLIGHT_NOT_FOUND');
        // From the primary: whoever has just changed it expects to see that.
        const rows = await listChanges(deps.cluster.writer, flight.id);
        const history = rows.map(({ version, changedBy, eventId, changedAt, changes }) => ({
          version,
          changed_by: changedBy,
          event_id: eventId,
          changed_at: changedAt.toString(),
          changes,
        }));
        return { flight_id: flight.code, departure_id: flight.id, history, count: history.length };
      },
    );

    app.get(
      `${base}/flights/:flightId/changes`,
      {
        config: { access: access.public, errors: 'resource' },
        schema: {
          summary: 'What has changed on a flight, as far as travellers may know',
          tags,
          params,
          querystring,
          response: { 200: FlightChanges },
        },
      },
      async (request) => {
        const wanted = readWanted(request.params.flightId, request.query.departureDate);
        const flight = await findDepartureSoon(deps.cluster, wanted, deps.now());
        if (flight === undefined) throw new Problem('FLIGHT_NOT_FOUND');
        // From the primary: whoever was just told of a change looks it up.
        const rows = await listChanges(deps.cluster.writer, flight.id);
        const changes = rows.flatMap(({ version, changedAt, changes: all }) => {
          const known = publicChanges(all);
          return known === undefined ? [] : [{ version, changed_at: changedAt.toString(), changes: known }];
        });
        return { flight_id: flight.code, departure_id: flight.id, changes, count: changes.length };
      },
    );
  }
}
