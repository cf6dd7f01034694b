import { expect, test } from 'vitest';
import { actionsOf, bookingReference, type ListedBooking, splitTrips, tripsOf } from './rules.ts';

const booking = (more: Partial<ListedBooking>): ListedBooking => ({
  bookingId: 16,
  flightCode: 'FL001',
  bookingStatus: 'Confirmed',
  departure: '2026-12-01 10:00',
  arrival: '2026-12-01 12:00',
  departureId: 1,
  departureDate: '2026-12-01',
  airline: 'WizzAir',
  from: 'RMO',
  to: 'LTN',
  passenger: 'Ana Popescu',
  flightStatus: 'On Time',
  pnr: 'BCD234',
  seat: '1A',
  price: 200,
  currency: 'EUR',
  ...more,
});

test('who travels together is one trip', () => {
  const trips = tripsOf([booking({}), booking({ bookingId: 17, passenger: 'Ion Rusu' }), booking({ pnr: 'XYZ789' })]);
  expect(trips.map(({ pnr, bookings }) => [pnr, bookings.length])).toEqual([
    ['BCD234', 2],
    ['XYZ789', 1],
  ]);
});

test('the next trip comes first; what is over, flown or wholly cancelled is past', () => {
  const trips = tripsOf([
    booking({ pnr: 'LATER1', departure: '2026-12-09 10:00', arrival: '2026-12-09 12:00' }),
    booking({ pnr: 'SOON11' }),
    booking({ pnr: 'FLOWN1', flightStatus: 'Arrived' }),
    booking({ pnr: 'GONE11', bookingStatus: 'Canceled' }),
    booking({ pnr: 'OLD111', departure: '2026-11-01 10:00', arrival: '2026-11-01 12:00' }),
  ]);
  const { upcoming, past } = splitTrips(trips, '2026-12-01');
  expect(upcoming.map(({ pnr }) => pnr)).toEqual(['SOON11', 'LATER1']);
  expect(past.map(({ pnr }) => pnr)).toEqual(['FLOWN1', 'GONE11', 'OLD111']);
});

test('what can be done depends on the booking and on its flight', () => {
  expect(actionsOf('CONFIRMED', 'DELAYED')).toEqual({ rebook: false, change: true, cancel: true });
  expect(actionsOf('NEEDS_REBOOKING', 'CANCELLED')).toEqual({ rebook: true, change: false, cancel: true });
  expect(actionsOf('CONFIRMED', 'AIRBORNE')).toEqual({ rebook: false, change: false, cancel: false });
  expect(actionsOf('CANCELLED', 'SCHEDULED')).toEqual({ rebook: false, change: false, cancel: false });
});

test('a booking goes by the name that the resource API gives it', () => {
  expect([bookingReference(7), bookingReference(1234)]).toEqual(['B007', 'B1234']);
});
