import { BookingIdInPath, Timeline } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import { askerOf, readBookingId } from '../changes/asker.ts';
import { findOwnBooking } from '../changes/load-order.ts';
import { listHistory } from './queries.ts';
import { tell } from './rules.ts';

/** Longer than any booking's life; a bound all the same. */
const mostEntries = 1000;

/** What happened to a booking, for its owner and for staff. */
export function timelineRoutes(app: App, { cluster }: { cluster: Cluster }): void {
  for (const base of ['', '/api']) {
    app.get(
      `${base}/bookings/:bookingId/timeline`,
      {
        config: { access: access.signedIn, errors: 'resource' },
        schema: {
          summary: 'Everything that happened to a booking',
          tags: ['bookings'],
          params: Type.Object({ bookingId: BookingIdInPath }),
          response: { 200: Timeline },
        },
      },
      async (request) => {
        const bookingId = readBookingId(request.params.bookingId);
        const { order, booking } = await findOwnBooking(cluster.writer, bookingId, askerOf(accountOf(request)));
        const rows = await listHistory(cluster.writer, { orderId: order.id, bookingId, limit: mostEntries });
        const travellers = [order.accountId, booking.passengerAccountId];
        const timeline = rows.map((row) => tell(row, travellers));
        return { bookingId: booking.reference, timeline, count: timeline.length };
      },
    );
  }
}
