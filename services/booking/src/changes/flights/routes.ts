import {
  BookingIdInPath,
  ChangeAnswer,
  ChangeBody,
  ChangeQuote,
  ChangeQuoteBody,
  PendingChange,
} from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import { bookingWord } from '../../bookings/rules.ts';
import { askerOf, readBookingId } from '../asker.ts';
import type { ChangeDeps } from '../change-deps.ts';
import { departureSummary } from '../summary.ts';
import { changeFlight } from './change.ts';
import { quoteChange } from './quote.ts';
import { dueOf } from './rules.ts';

const tags = ['bookings'];
const params = Type.Object({ bookingId: BookingIdInPath });

/** Another flight for a booking, at the traveller's wish. */
export function changeRoutes(app: App, deps: ChangeDeps): void {
  for (const base of ['', '/api']) {
    const config = { access: access.signedIn, errors: 'resource' as const };

    app.post(
      `${base}/bookings/:bookingId/changes/quotes`,
      {
        config,
        schema: {
          summary: 'What another flight would cost or bring back',
          tags,
          params,
          body: ChangeQuoteBody,
          response: { 201: ChangeQuote },
        },
      },
      async (request, reply) => {
        const bookingId = readBookingId(request.params.bookingId);
        const quote = await quoteChange(deps, { bookingId, asker: askerOf(accountOf(request)), body: request.body });
        const { toPayMinor, refundMinor } = dueOf(quote);
        return reply.code(201).send({
          quoteId: quote.id,
          bookings: quote.bookings.map(({ reference }) => reference),
          flight: departureSummary(quote.flight),
          differenceMinor: quote.differenceMinor,
          feeMinor: quote.feeMinor,
          toPayMinor,
          refundAmountMinor: refundMinor,
          currency: quote.currency,
          expiresAt: quote.expiresAt.toString(),
          conditions: [...quote.conditions],
        });
      },
    );

    app.post(
      `${base}/bookings/:bookingId/changes`,
      {
        config,
        schema: {
          summary: 'Go on another flight as it was quoted',
          tags,
          params,
          body: ChangeBody,
          response: { 200: ChangeAnswer, 202: PendingChange },
        },
      },
      async (request, reply) => {
        const { quoteId, paymentToken } = request.body;
        const bookingId = readBookingId(request.params.bookingId);
        const asker = askerOf(accountOf(request));
        const outcome = await changeFlight(deps, { bookingId, asker, quoteId, paymentToken });
        if (outcome.kind === 'pending') {
          const status = bookingWord('PAYMENT_PENDING');
          return reply.code(202).send({ message: 'Payment is pending', quoteId, status });
        }
        const { flight, bookings, paidMinor, refundedMinor, currency } = outcome.changed;
        return {
          message: 'Flight changed successfully',
          status: 'CONFIRMED',
          flight: departureSummary(flight),
          bookings: bookings.map(({ reference, passengerReference, seat }) => ({
            bookingId: reference,
            passengerId: passengerReference,
            seat,
          })),
          paidMinor,
          refundAmountMinor: refundedMinor,
          currency,
        };
      },
    );
  }
}
