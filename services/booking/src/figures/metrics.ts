import type { AirsideEvent } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { counter, type Registry, sampled, sharedFor } from '@airside/service';
import { createMajorUnits } from '../flights/money.ts';
import { capacities } from '../seats/left.ts';
import { countBookings, countDepartures, countSeats } from './queries.ts';

/** Seats, departures and bookings change slowly for a figure: they are asked for this often at most, in milliseconds. */
const freshMs = 15_000;

/** Figures of the business, as the database has them; every instance tells the same. */
export function measureBusiness(
  registry: Registry,
  { cluster, now }: { cluster: Pick<Cluster, 'reader'>; now: () => Temporal.Instant },
): void {
  const seats = sharedFor(freshMs, () => countSeats(cluster.reader, now(), capacities));
  sampled(registry, {
    name: 'booking_seats',
    help: 'Seats that can be sold on the flights that leave within 24 hours: all, sold, and free; of a flight without seat rows those of its aircraft',
    labelNames: ['kind'],
    read: async () => {
      const { seats: all, sold, onSale } = await seats();
      return [
        { labels: { kind: 'all' }, value: all },
        { labels: { kind: 'sold' }, value: sold },
        { labels: { kind: 'on_sale' }, value: onSale },
      ];
    },
  });
  const departures = sharedFor(freshMs, () => countDepartures(cluster.reader, now()));
  sampled(registry, {
    name: 'booking_departures',
    help: 'Flights of the last 24 hours: out of the gate within 15 minutes of the schedule, later, or cancelled',
    labelNames: ['outcome'],
    read: async () => {
      const { onTime, late, cancelled } = await departures();
      return [
        { labels: { outcome: 'on_time' }, value: onTime },
        { labels: { outcome: 'late' }, value: late },
        { labels: { outcome: 'cancelled' }, value: cancelled },
      ];
    },
  });
  const bookings = sharedFor(freshMs, () => countBookings(cluster.reader, now()));
  sampled(registry, {
    name: 'booking_bookings',
    help: 'Bookings of flights that have not left, by state',
    labelNames: ['status'],
    read: async () => (await bookings()).map(({ status, count }) => ({ labels: { status }, value: count })),
  });
}

/** Counts what the events of the flights' stream tell of sales. An event that comes again after a fault counts again. */
export function countSales(registry: Registry): (events: readonly AirsideEvent[]) => void {
  const created = counter(registry, 'bookings_created_total', 'Bookings that were made');
  const revenue = counter(
    registry,
    'booking_revenue_total',
    'Prices of the bookings that were made, in whole units of the currency',
    ['currency'],
  );
  // A yen has no hundredths, and a dinar a thousand parts.
  const majorUnits = createMajorUnits();
  const changed = counter(registry, 'bookings_changed_total', 'Bookings that came into another state', ['status']);
  for (const status of ['CANCELLED', 'NEEDS_REBOOKING', 'CHECKED_IN']) changed.inc({ status }, 0);
  return (events) => {
    for (const event of events) {
      if (event.type === 'booking.created') {
        const { amount_minor: amount = 0, currency } = event.data;
        created.inc();
        if (currency !== undefined) revenue.inc({ currency }, majorUnits(amount, currency));
      } else if (event.type === 'booking.status_changed') changed.inc({ status: event.data.new_status });
    }
  };
}
