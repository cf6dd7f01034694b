import { ItineraryAnswer, ItineraryQuery, Problem } from '@airside/contracts';
import { type App, access } from '@airside/service';
import { findItineraries, type ItineraryDeps } from './find.ts';

export function itineraryRoutes(app: App, deps: ItineraryDeps): void {
  for (const url of ['/itineraries', '/api/itineraries']) {
    app.get(
      url,
      {
        config: { access: access.public },
        schema: {
          summary: 'Ways from one city or airport to another on a day, with up to two stops',
          tags: ['flights'],
          querystring: ItineraryQuery,
          response: { 200: ItineraryAnswer },
        },
      },
      async (request, reply) => {
        const body = await findItineraries(deps, request.query);
        if (body === undefined) throw new Problem('NO_FLIGHTS_FOUND');
        // JSON already; as text with its type set it is not serialised again.
        return reply.type('application/json; charset=utf-8').send(body as never);
      },
    );
  }
}
