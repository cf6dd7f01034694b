import { Problem } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import {
  findOrderOfBooking,
  listBookingsOfOrder,
  listDeparturesById,
  lockBookingsOfOrder,
  lockOrderOfBooking,
  lockSeatsOfOrder,
  type OrderBookingRow,
  type OrderRow,
} from './queries.ts';
import { findOwn } from './rules.ts';
import type { Asker, SoldBooking, SoldOrder } from './sold-order.ts';

export type Own = { order: SoldOrder; booking: SoldBooking };

/** A booking of the asker's with its whole order, as it is now. Throws BOOKING_NOT_FOUND, also for another person's. */
export async function findOwnBooking(db: Db, bookingId: number, asker: Asker): Promise<Own> {
  const row = await findOrderOfBooking(db, bookingId);
  return own(row && (await withBookings(db, row, await listBookingsOfOrder(db, row.id))), bookingId, asker);
}

/** The same, locked to the end of the transaction. */
export async function lockOwnBooking(tx: Db, bookingId: number, asker: Asker): Promise<Own> {
  return own(await lockOrder(tx, bookingId), bookingId, asker);
}

/** The order of a booking, locked to the end of the transaction with its seats and bookings; undefined where there is none. */
export async function lockOrder(tx: Db, bookingId: number): Promise<SoldOrder | undefined> {
  const row = await lockOrderOfBooking(tx, bookingId);
  if (row !== undefined) await lockSeatsOfOrder(tx, row.id);
  return row && withBookings(tx, row, await lockBookingsOfOrder(tx, row.id));
}

function own(order: SoldOrder | undefined, bookingId: number, asker: Asker): Own {
  const booking = order && findOwn(order, bookingId, asker);
  if (order === undefined || booking === undefined) throw new Problem('BOOKING_NOT_FOUND');
  return { order, booking };
}

async function withBookings(db: Db, row: OrderRow, bookings: readonly OrderBookingRow[]): Promise<SoldOrder> {
  const flights = await listDeparturesById(db, [...new Set(bookings.map(({ flightId }) => flightId))]);
  const byId = new Map(flights.map((flight) => [flight.id, flight]));
  return {
    id: row.id,
    locator: row.locator,
    accountId: row.accountId,
    isPaymentPending: row.state === 'PAYMENT_PENDING',
    paymentMethod: row.paymentMethod,
    currency: row.currency,
    bookedAt: row.createdAt,
    bookings: bookings.map(({ flightId, ...booking }) => {
      const flight = byId.get(flightId);
      if (flight === undefined) throw new Error(`booking ${booking.id} is for no flight`);
      return { ...booking, flight };
    }),
  };
}
