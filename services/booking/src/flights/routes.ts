import { FlightList, FlightListQuery, FlightResource, headers, IsoDate, Problem, SeedAnswer } from '@airside/contracts';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import type { ForgetFlights } from '../caches/forget.ts';
import { findFlights } from './list.ts';
import { findPage, type PageDeps } from './page.ts';
import { type ScheduleDeps, seedDefaultFlights } from './seed.ts';

export function flightRoutes(app: App, deps: ScheduleDeps & PageDeps & { forgetFlights: ForgetFlights }): void {
  for (const url of ['/seed', '/api/flight/seed']) {
    app.get(
      url,
      {
        config: { access: access.public },
        schema: {
          summary: 'Load the default flights',
          tags: ['flights'],
          response: { 200: SeedAnswer, 201: SeedAnswer },
        },
      },
      async (_request, reply) =>
        (await seedDefaultFlights(deps))
          ? reply.code(201).send({ message: 'Default flight data added.' })
          : { message: 'Flight data already exists.' },
    );
  }

  for (const url of ['/flights', '/api/flights']) {
    app.get(
      url,
      {
        config: { access: access.public, errors: 'resource' },
        schema: {
          summary: 'Flights by status, airport, date or airline, in the order of their departure',
          tags: ['flights'],
          querystring: FlightListQuery,
          response: { 200: FlightList },
        },
      },
      async (request, reply) => {
        const { body, isCached } = await findFlights(deps, request.query);
        void reply.header(headers.cache, isCached ? 'HIT' : 'MISS');
        return reply.type('application/json; charset=utf-8').send(body as never);
      },
    );
  }

  for (const url of ['/flights/:flightId', '/api/flights/:flightId']) {
    app.get(
      url,
      {
        config: { access: access.public, errors: 'resource' },
        schema: {
          summary: 'A flight: the next departure of a code, or one departure by its integer id',
          tags: ['flights'],
          params: Type.Object({ flightId: Type.String({ pattern: '^[A-Za-z0-9]{1,10}$' }) }),
          querystring: Type.Object({ departureDate: Type.Optional(IsoDate) }, { additionalProperties: false }),
          response: { 200: FlightResource },
        },
      },
      async (request, reply) => {
        const { body, isCached } = await findPage(deps, request.params.flightId, request.query.departureDate);
        void reply.header(headers.cache, isCached ? 'HIT' : 'MISS');
        if (body === undefined) throw new Problem('FLIGHT_NOT_FOUND');
        // JSON already; as text with its type set it is not serialised again.
        return reply.type('application/json; charset=utf-8').send(body as never);
      },
    );
  }
}
