import type { NoticeFlight } from '@airside/contracts';

/** SW1234, 45 minutes late. */
export function noticeFlight(): NoticeFlight {
  return {
    flight_id: 'SW1234',
    departure_id: 77,
    airline: 'Airside Air',
    origin: 'DAL',
    origin_city: 'Dallas',
    origin_zone: 'America/Chicago',
    destination: 'LAX',
    destination_city: 'Los Angeles',
    destination_zone: 'America/Los_Angeles',
    scheduled_departure: '2026-12-01T07:15:00Z',
    estimated_departure: '2026-12-01T08:00:00Z',
    scheduled_arrival: '2026-12-01T10:15:00Z',
    estimated_arrival: '2026-12-01T11:00:00Z',
    status: 'DELAYED',
    gate: 'A12',
    terminal: '1',
    version: 5,
  };
}
