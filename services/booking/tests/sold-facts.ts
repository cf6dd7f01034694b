import type { SoldBooking, SoldOrder } from '../src/changes/sold-order.ts';
import type { Departure } from '../src/flights/rules.ts';

// Flights, bookings and orders as facts, for tests of rules.

export function soldFlight(flight: Partial<Departure> = {}): Departure {
  return {
    id: 1,
    code: 'FL001',
    departureDate: Temporal.PlainDate.from('2026-03-01'),
    airline: 'WizzAir',
    origin: 'RMO',
    destination: 'LTN',
    scheduledDeparture: Temporal.Instant.from('2026-03-01T08:00Z'),
    scheduledArrival: Temporal.Instant.from('2026-03-01T10:00Z'),
    outAt: null,
    inAt: null,
    phase: 'scheduled',
    delayMinutes: 0,
    delayReason: null,
    arrivalDelayMinutes: null,
    divertedTo: null,
    gate: null,
    terminal: null,
    aircraftType: 'A320',
    overbookingLimit: 0,
    priceMinor: 20_000,
    currency: 'EUR',
    version: 1,
    ...flight,
  };
}

export function soldBooking(booking: Partial<SoldBooking> = {}): SoldBooking {
  const id = booking.id ?? 1;
  return {
    id,
    reference: `B${String(id).padStart(3, '0')}`,
    passengerReference: `P${String(id).padStart(3, '0')}`,
    passengerAccountId: null,
    firstName: 'Ana',
    lastName: 'Rusu',
    type: 'ADT',
    infantOf: null,
    cabin: 'economy',
    fare: 'standard',
    seat: booking.type === 'INF' ? null : `${id}A`,
    specialRequests: [],
    status: 'CONFIRMED',
    amountMinor: 20_000,
    price: { fareMinor: 16_000, taxes: [{ code: 'XT', name: 'Tax', amountMinor: 4000 }] },
    flight: soldFlight(),
    ...booking,
  };
}

export function soldOrder(order: Partial<SoldOrder> = {}): SoldOrder {
  return {
    id: 17,
    locator: 'BCD234',
    accountId: 1,
    isPaymentPending: false,
    paymentMethod: 'credit_card',
    currency: 'EUR',
    bookedAt: Temporal.Instant.from('2026-01-01T00:00Z'),
    bookings: [soldBooking()],
    ...order,
  };
}
