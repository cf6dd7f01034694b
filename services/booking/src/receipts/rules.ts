import type { Receipt } from '@airside/contracts';
import type { Movement, SoldBooking, SoldOrder } from '../changes/sold-order.ts';
import { localTime } from '../flights/rules.ts';

/** A receipt over these bookings of an order; `movements` is left out where its reader is not the buyer. */
export function composeReceipt(
  order: SoldOrder,
  bookings: readonly SoldBooking[],
  given: { movements: readonly Movement[]; now: Temporal.Instant; zoneOf: (iata: string) => string },
): Receipt {
  const lines = bookings.map((booking) => lineOf(booking, given.zoneOf));
  const totalOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);
  const moved = (kind: Movement['kind']) =>
    totalOf(given.movements.filter((each) => each.kind === kind).map(({ amountMinor }) => amountMinor));
  return {
    number: `${order.locator}-${order.id}`,
    locator: order.locator,
    issuedAt: given.now.toString(),
    bookedAt: order.bookedAt.toString(),
    currency: order.currency,
    lines,
    movements: given.movements.map(({ kind, amountMinor, at, state }) => ({
      kind,
      amountMinor,
      at: at.toString(),
      state,
      method: order.paymentMethod,
    })),
    totals: {
      fareMinor: totalOf(lines.map(({ fareMinor }) => fareMinor)),
      taxesMinor: totalOf(lines.flatMap(({ taxes }) => taxes.map(({ amountMinor }) => amountMinor))),
      totalMinor: totalOf(lines.map(({ totalMinor }) => totalMinor)),
      paidMinor: moved('payment'),
      refundedMinor: moved('refund'),
    },
  };
}

function lineOf(booking: SoldBooking, zoneOf: (iata: string) => string): Receipt['lines'][number] {
  const { flight, price } = booking;
  return {
    bookingId: booking.reference,
    passenger: [booking.firstName, booking.lastName].filter((name) => name !== null).join(' '),
    type: booking.type,
    status: booking.status,
    flightCode: flight.code,
    origin: flight.origin,
    destination: flight.destination,
    departure: localTime(flight.scheduledDeparture, zoneOf(flight.origin)),
    arrival: localTime(flight.scheduledArrival, zoneOf(flight.destination)),
    cabin: booking.cabin,
    fare: booking.fare,
    seat: booking.seat,
    fareMinor: price.fareMinor,
    taxes: price.taxes.map(({ code, name, amountMinor }) => ({ code, name, amountMinor })),
    totalMinor: booking.amountMinor,
  };
}

/** Whether a page is wanted: by `format`, else where `Accept` names HTML before JSON. */
export function wantsHtml(format: 'json' | 'html' | undefined, accept: string | undefined): boolean {
  if (format !== undefined) return format === 'html';
  const types = (accept ?? '')
    .toLowerCase()
    .split(',')
    .map((each) => each.split(';', 1)[0]?.trim());
  const [html, json] = [types.indexOf('text/html'), types.indexOf('application/json')];
  return html !== -1 && (json === -1 || html < json);
}
