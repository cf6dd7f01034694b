import { IsoDate, Problem, SeatMapAnswer } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import { findDepartureSoon, readWanted } from '../flights/find.ts';
import { showSeatMap } from './seat-map.ts';

export function seatRoutes(app: App, { cluster, now }: { cluster: Cluster; now: () => Temporal.Instant }): void {
  for (const base of ['', '/api']) {
    app.get(
      `${base}/flights/:flightId/seats`,
      {
        config: { access: access.public, errors: 'resource' },
        schema: {
          summary: 'Seats of a flight with their states, prices by cabin, and fare conditions',
          tags: ['seats'],
          params: Type.Object({ flightId: Type.String({ pattern: '^[A-Za-z0-9]{1,10}$' }) }),
          querystring: Type.Object({ departureDate: Type.Optional(IsoDate) }, { additionalProperties: false }),
          response: { 200: SeatMapAnswer },
        },
      },
      async (request) => {
        const wanted = readWanted(request.params.flightId, request.query.departureDate);
        const flight = await findDepartureSoon(cluster, wanted, now());
        if (flight === undefined) throw new Problem('FLIGHT_NOT_FOUND');
        return showSeatMap(cluster.writer, flight);
      },
    );
  }
}
