import { headers, Problem, SearchAnswer, SearchQuery } from '@airside/contracts';
import { type App, access } from '@airside/service';
import { type SearchDeps, searchFlights } from './search.ts';

export function searchRoutes(app: App, deps: SearchDeps): void {
  app.get(
    '/api/flight/search-flights',
    {
      config: { access: access.public },
      schema: {
        summary: 'Search flights by city or airport',
        tags: ['flights'],
        querystring: SearchQuery,
        response: { 200: SearchAnswer },
      },
    },
    async (request, reply) => {
      const { body, isCached } = await searchFlights(deps, request.query);
      void reply.header(headers.cache, isCached ? 'HIT' : 'MISS');
      if (body === undefined) throw new Problem('NO_FLIGHTS_FOUND');
      // JSON already; as text with its type set it is not serialised again.
      return reply.type('application/json; charset=utf-8').send(body as never);
    },
  );
}
