import { describe, expect, test } from 'vitest';
import { createRouteMatcher, isPlainPath, routes } from './routes.ts';

const match = createRouteMatcher(routes);

describe('the routing table', () => {
  test.each([
    ['/api/auth/login', 'user_service'],
    ['/api/auth', 'user_service'],
    ['/.well-known/jwks.json', 'user_service'],
    ['/api/auth/me', 'user_service'],
    ['/api/auth/me/passenger-claims', 'booking_service'],
    ['/api/auth/user-subscriptions/1', 'notification_service'],
    ['/ws', 'notification_service'],
    ['/api/notifications/preferences', 'notification_service'],
    ['/api/board/stream', 'notification_service'],
    ['/seed', 'booking_service'],
    ['/api/flight/seed', 'booking_service'],
    ['/api/flight/search-flights', 'booking_service'],
    ['/flights', 'booking_service'],
    ['/api/flights/SW1234/bookings', 'booking_service'],
    ['/bookings/B001', 'booking_service'],
    ['/passengers/P001', 'booking_service'],
    ['/api/pnr/ABC123', 'booking_service'],
    ['/holds/1', 'booking_service'],
    ['/positions/stream', 'booking_service'],
    ['/itineraries', 'booking_service'],
    ['/api/itineraries', 'booking_service'],
    ['/api/demo/world', 'booking_service'],
    ['/api/ops/events', 'operations_service'],
    ['/api/reports/load-factor', 'etl_service'],
  ])('sends %s to %s', (path, service) => {
    expect(match(path)?.service).toBe(service);
  });

  test.each([
    '/',
    '/internal',
    '/internal/service-tokens/verify',
    '/api/internal/x',
    '/health/ready',
    '/flightsX',
    '/FLIGHTS',
    '/api/authx',
    '/api',
    '/metrics',
    '*',
    '',
  ])('does not know %s', (path) => {
    expect(match(path)).toBeUndefined();
  });

  test('picks the instance of simulate-failure only', () => {
    expect(routes.filter(({ choice }) => choice === 'picked').map(({ prefix }) => prefix)).toEqual([
      '/api/auth/simulate-failure',
    ]);
  });

  test('has no path twice', () => {
    expect(new Set(routes.map(({ prefix }) => prefix)).size).toBe(routes.length);
  });
});

test.each([
  '/flights/../internal',
  '/flights/./x',
  '/flights/..',
  '/flights/%2e%2E/internal',
  '/flights/.%2e/internal',
  '/flights%2f..%2finternal',
  '/flights\\..\\internal',
  '//internal',
  '/flights/%00',
  'http://elsewhere/flights',
  '*',
])('a path that could be read in two ways is not plain: %s', (path) => {
  expect(isPlainPath(path)).toBe(false);
});

test.each(['/', '/.well-known/jwks.json', '/flights/SW1234', '/api/flight/x..y', '/pnr/%C3%A9'])(
  'an ordinary path is plain: %s',
  (path) => {
    expect(isPlainPath(path)).toBe(true);
  },
);
