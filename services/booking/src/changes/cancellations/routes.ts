import {
  BookingIdInPath,
  CancelAnswer,
  CancellationAnswer,
  CancellationBody,
  CancellationQuote,
  CancellationQuoteBody,
} from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import { askerOf, readBookingId } from '../asker.ts';
import type { ChangeDeps } from '../change-deps.ts';
import { cancelAtOnce, confirmCancellation, quoteCancellation } from './cancel.ts';

const tags = ['bookings'];
const params = Type.Object({ bookingId: BookingIdInPath });
const message = 'Booking canceled successfully';

export function cancellationRoutes(app: App, deps: ChangeDeps): void {
  app.delete(
    '/api/flight/cancel-booking/:booking_id',
    {
      config: { access: access.signedIn },
      schema: {
        summary: 'Cancel a booking',
        tags,
        params: Type.Object({ booking_id: BookingIdInPath }),
        response: { 200: CancelAnswer },
      },
    },
    async (request) => {
      const bookingId = readBookingId(request.params.booking_id);
      await cancelAtOnce(deps, { bookingId, asker: askerOf(accountOf(request)) });
      return { message };
    },
  );

  for (const base of ['', '/api']) {
    const config = { access: access.signedIn, errors: 'resource' as const };

    app.post(
      `${base}/bookings/:bookingId/cancellation-quotes`,
      {
        config,
        schema: {
          summary: 'What cancelling would bring back',
          tags,
          params,
          body: CancellationQuoteBody,
          response: { 201: CancellationQuote },
        },
        // There is nothing that must be said.
        preValidation: async (request) => {
          request.body ??= {};
        },
      },
      async (request, reply) => {
        const wanted = {
          bookingId: readBookingId(request.params.bookingId),
          asker: askerOf(accountOf(request)),
          scope: request.body.scope ?? 'booking',
        };
        const quote = await quoteCancellation(deps, wanted);
        const covered = new Set(quote.covers.map(({ bookingId }) => bookingId));
        return reply.code(201).send({
          quoteId: quote.id,
          bookings: quote.order.bookings.filter(({ id }) => covered.has(id)).map(({ reference }) => reference),
          refundAmountMinor: quote.refundMinor,
          feeMinor: quote.feeMinor,
          currency: quote.order.currency,
          expiresAt: quote.expiresAt.toString(),
          conditions: [...quote.conditions],
          reasons: [...quote.reasons],
        });
      },
    );

    app.post(
      `${base}/bookings/:bookingId/cancellations`,
      {
        config,
        schema: {
          summary: 'Cancel as it was quoted',
          tags,
          params,
          body: CancellationBody,
          response: { 200: CancellationAnswer },
        },
      },
      async (request) => {
        const cancelled = await confirmCancellation(deps, {
          bookingId: readBookingId(request.params.bookingId),
          asker: askerOf(accountOf(request)),
          quoteId: request.body.quoteId,
        });
        return {
          message,
          refundAmountMinor: cancelled.refundedMinor,
          currency: cancelled.currency,
          status: 'CANCELLED',
        };
      },
    );
  }
}
