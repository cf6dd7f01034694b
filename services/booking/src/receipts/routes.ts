import { BookingIdInPath, Receipt, ReceiptQuery } from '@airside/contracts';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import { askerOf, readBookingId } from '../changes/asker.ts';
import type { ChangeDeps } from '../changes/change-deps.ts';
import { findOwnBooking } from '../changes/load-order.ts';
import { isBuyer, withInfants } from '../changes/rules.ts';
import type { Asker } from '../changes/sold-order.ts';
import { renderReceipt } from './page.ts';
import { composeReceipt, wantsHtml } from './rules.ts';

/** What was bought, paid and paid back: JSON, or a page to print. */
export function receiptRoutes(app: App, deps: ChangeDeps): void {
  for (const base of ['', '/api']) {
    app.get(
      `${base}/bookings/:bookingId/receipt`,
      {
        config: { access: access.signedIn, errors: 'resource' },
        schema: {
          summary: 'The receipt of an order, as JSON or as a page (`Accept: text/html` or `?format=html`)',
          tags: ['bookings'],
          params: Type.Object({ bookingId: BookingIdInPath }),
          querystring: ReceiptQuery,
          response: { 200: Receipt },
        },
      },
      async (request, reply) => {
        const bookingId = readBookingId(request.params.bookingId);
        const receipt = await findReceipt(deps, bookingId, askerOf(accountOf(request)));
        void reply.header('vary', 'accept').header('cache-control', 'private, no-store');
        if (!wantsHtml(request.query.format, request.headers.accept)) return receipt;
        void reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
        return reply.type('text/html; charset=utf-8').send(renderReceipt(receipt) as never);
      },
    );
  }
}

/** For the buyer and for staff the whole order with its money; for a traveller who did not buy it, what is his. */
async function findReceipt(
  { cluster, airports, now, payments }: ChangeDeps,
  bookingId: number,
  asker: Asker,
): Promise<Receipt> {
  const db = cluster.writer;
  const { order, booking } = await findOwnBooking(db, bookingId, asker);
  const isAll = isBuyer(order, asker);
  return composeReceipt(order, isAll ? order.bookings : withInfants(order, booking), {
    movements: isAll ? await payments.listMovements(db, order.id) : [],
    now: now(),
    zoneOf: airports.zoneOf,
  });
}
