import { headers, Problem, SearchAnswer, SearchQuery } from '@airside/contracts';
import { type App, access, validatorCompiler } from '@airside/service';
import { rememberQueries } from './remembered-queries.ts';
import { createSearch, type SearchDeps } from './search.ts';

export function searchRoutes(app: App, deps: SearchDeps): void {
  const search = createSearch(deps);
  app.get(
    '/api/flight/search-flights',
    {
      config: { access: access.public },
      validatorCompiler: rememberQueries(validatorCompiler),
      schema: {
        summary: 'Search flights by city or airport',
        tags: ['flights'],
        querystring: SearchQuery,
        response: { 200: SearchAnswer },
      },
    },
    async (request, reply) => {
      const { body, isCached } = await search(request.query);
      void reply.header(headers.cache, isCached ? 'HIT' : 'MISS');
      if (body === undefined) throw new Problem('NO_FLIGHTS_FOUND');
      // JSON already; as text with its type set it is not serialised again.
      return reply.type('application/json; charset=utf-8').send(body as never);
    },
  );
}
