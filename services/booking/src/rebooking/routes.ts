import {
  BookingIdInPath,
  headers,
  IdempotencyKey,
  RebookingAnswer,
  RebookingBody,
  RebookingOptions,
  RebookingRefusal,
} from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { askerOf, readBookingId } from '../changes/asker.ts';
import type { ChangeDeps } from '../changes/change-deps.ts';
import { departureSummary } from '../changes/summary.ts';
import { findOptions, optionResource } from './options.ts';
import { rebook } from './rebook.ts';
import { mostOptions } from './rules.ts';

const tags = ['bookings'];
const params = Type.Object({ bookingId: BookingIdInPath });

/** Another flight for those whose own was cancelled. */
export function rebookingRoutes(app: App, deps: ChangeDeps): void {
  for (const base of ['', '/api']) {
    const config = { access: access.signedIn, errors: 'resource' as const };

    app.get(
      `${base}/bookings/:bookingId/rebooking-options`,
      {
        config,
        schema: {
          summary: 'Flights in place of a cancelled one, the best first',
          tags,
          params,
          response: { 200: RebookingOptions },
        },
      },
      async (request) => {
        const bookingId = readBookingId(request.params.bookingId);
        const found = await findOptions(deps, { bookingId, asker: askerOf(accountOf(request)) });
        const options = found.options.slice(0, mostOptions).map(optionResource);
        return {
          bookings: found.bookings.map(({ reference }) => reference),
          cancelled: departureSummary(found.booking.flight),
          options,
          count: options.length,
        };
      },
    );

    app.post(
      `${base}/bookings/:bookingId/rebooking`,
      {
        config,
        schema: {
          summary: 'Put the party of a cancelled flight on another one, at no charge',
          tags,
          params,
          headers: Type.Object({ [headers.idempotencyKey]: Type.Optional(IdempotencyKey) }),
          body: RebookingBody,
          response: { 200: RebookingAnswer, 409: RebookingRefusal },
        },
      },
      async (request, reply) => {
        const { departureId, bookingIds } = request.body;
        const { status, body } = await rebook(deps, {
          bookingId: readBookingId(request.params.bookingId),
          asker: askerOf(accountOf(request)),
          departureId,
          bookingIds: bookingIds?.map(readBookingId),
          idempotencyKey: request.headers[headers.idempotencyKey],
        });
        // A kept answer goes out word for word, also where its schema has changed since.
        return (reply as FastifyReply)
          .code(status)
          .type('application/json; charset=utf-8')
          .serializer(JSON.stringify)
          .send(body);
      },
    );
  }
}
