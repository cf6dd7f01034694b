import { AirportList, AirportQuery, invalidField } from '@airside/contracts';
import { type App, access } from '@airside/service';
import type { Airports } from './rules.ts';
import { suggestAirports } from './suggestions.ts';

export function airportRoutes(app: App, airports: Airports): void {
  app.get(
    '/api/airports',
    {
      config: { access: access.public },
      schema: {
        summary: 'Airports by the beginning of a name, or by their codes',
        tags: ['flights'],
        querystring: AirportQuery,
        response: { 200: AirportList },
      },
    },
    async (request, reply) => {
      const { query, codes, limit } = request.query;
      if ((query === undefined) === (codes === undefined))
        throw invalidField('query', 'either query or codes is required, not both');
      // The open data changes with a release only.
      void reply.header('cache-control', 'public, max-age=3600');
      if (query !== undefined) return { airports: suggestAirports(airports, query, limit) };
      const wanted = new Set((codes ?? '').toUpperCase().split(','));
      return { airports: [...wanted].flatMap((iata) => airports.airport(iata) ?? []) };
    },
  );
}
