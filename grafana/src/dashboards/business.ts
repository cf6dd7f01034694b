import type { Dashboard } from '../panel.ts';

export const business: Dashboard = {
  uid: 'airside-business',
  title: 'Business',
  description: 'What is sold, for how much, how full flights are and whether they leave on time.',
  rows: [
    {
      title: 'Sales',
      panels: [
        {
          title: 'Bookings made',
          description: 'A minute.',
          unit: 'cpm',
          queries: [{ expr: '60 * sum(rate(bookings_created_total[5m]))', legend: 'bookings' }],
        },
        {
          title: 'Bookings changed',
          description: 'Cancelled, checked in or to be rebooked, a minute.',
          unit: 'cpm',
          queries: [{ expr: '60 * sum by (status) (rate(bookings_changed_total[5m]))', legend: '{{status}}' }],
        },
        {
          title: 'Revenue',
          description:
            'Prices of the bookings made, in whole units of the currency an hour. Refunds are not taken off.',
          unit: 'short',
          queries: [
            {
              expr: '3600 * sum by (currency) (rate(booking_revenue_total[5m]))',
              legend: '{{currency}} an hour',
            },
          ],
        },
        {
          title: 'Bookings by state',
          description: 'Of flights that have not left.',
          unit: 'short',
          queries: [{ expr: 'max by (status) (booking_bookings)', legend: '{{status}}' }],
        },
        {
          title: 'Bookings refused or failed',
          description:
            'Answers of the booking call other than 201, a minute: 409 full, 402 payment declined, 5xx a fault.',
          unit: 'cpm',
          mayBeEmpty: 'every booking was made',
          queries: [
            {
              expr: '60 * sum by (status) (rate(http_request_duration_seconds_count{service="gateway",route="/api/flight/book-flight",status!="201"}[5m]))',
              legend: '{{status}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Flights',
      panels: [
        {
          title: 'Load factor',
          description:
            'Share of the seats sold that can be sold on the flights that leave within 24 hours; also of those that nobody has booked yet.',
          unit: 'percentunit',
          queries: [{ expr: 'airside:load_factor:ratio', legend: 'sold' }],
        },
        {
          title: 'Seats',
          description: 'That can be sold on the flights that leave within 24 hours, by their seat maps.',
          unit: 'short',
          queries: [{ expr: 'max by (kind) (booking_seats)', legend: '{{kind}}' }],
        },
        {
          title: 'On time',
          description:
            'Share of the departures of the last 24 hours that were out of the gate within 15 minutes of the schedule.',
          unit: 'percentunit',
          trouble: { below: 0.8 },
          mayBeEmpty: 'no flight has left within 24 hours',
          queries: [
            {
              expr: 'max(booking_departures{outcome="on_time"}) / (max(booking_departures{outcome="on_time"}) + max(booking_departures{outcome="late"}) > 0)',
              legend: 'on time',
            },
          ],
        },
        {
          title: 'Departures',
          description: 'What became of the flights of the last 24 hours.',
          unit: 'short',
          queries: [{ expr: 'max by (outcome) (booking_departures)', legend: '{{outcome}}' }],
        },
      ],
    },
  ],
};
