import type { ErrorShape, ServiceName } from '@airside/contracts';

/** Where requests under a path go, and on what terms. */
export type Route = {
  /** Path prefix in whole segments: `/flights` covers `/flights` and `/flights/…`, never `/flightsX`. */
  readonly prefix: string;
  readonly service: ServiceName;
  /** `balanced`: whichever instance is best. `picked`: one named instance, obeying its breaker (`?instance=`, else the first by name). */
  readonly choice: 'balanced' | 'picked';
  /** Longest wait for the head of the answer, retries included, in milliseconds. */
  readonly deadlineMs: number;
  /** Longest pause inside an answer's body, in milliseconds. */
  readonly idleMs: number;
  readonly bodyLimitBytes: number;
  /** Shape of the gateway's own refusals under this path. */
  readonly errors: ErrorShape;
  /** Answers that are meant to stay open; they are counted apart, so that watchers never crowd out calls. */
  readonly isStream: boolean;
};

const usual = {
  choice: 'balanced',
  deadlineMs: 8000,
  idleMs: 15_000,
  bodyLimitBytes: 64 * 1024,
  errors: 'message',
  isStream: false,
} as const satisfies Partial<Route>;

const toUser = { ...usual, service: 'user_service' } as const;
const toBooking = { ...usual, service: 'booking_service' } as const;
const toNotification = { ...usual, service: 'notification_service' } as const;
const toOperations = { ...usual, service: 'operations_service', bodyLimitBytes: 1024 * 1024 } as const;
const toEtl = { ...usual, service: 'etl_service' } as const;
/** The resource API (api.md §4) answers errors in its own shape. */
const resource = { ...toBooking, errors: 'resource' } as const;
const stream = { isStream: true, idleMs: 60_000 } as const;

/** The routing table. The longest prefix wins; what is not listed (`/internal`, `/metrics` of services) does not exist from outside. */
export const routes: readonly Route[] = [
  { prefix: '/api/auth/simulate-failure', ...toUser, choice: 'picked' },
  { prefix: '/api/auth/user-subscriptions', ...toNotification },
  { prefix: '/api/auth/me/passenger-claims', ...toBooking },
  { prefix: '/api/auth', ...toUser },
  { prefix: '/.well-known/jwks.json', ...toUser },

  { prefix: '/api/notifications', ...toNotification },
  { prefix: '/api/board', ...toNotification },
  { prefix: '/api/board/stream', ...toNotification, ...stream },
  { prefix: '/ws', ...toNotification, ...stream },

  // The first call schedules all default flights.
  { prefix: '/seed', ...toBooking, deadlineMs: 30_000 },
  { prefix: '/api/flight/seed', ...toBooking, deadlineMs: 30_000 },
  { prefix: '/api/flight', ...toBooking },
  // Rows of their own because objectives are kept for them: what is counted is counted by row.
  { prefix: '/api/flight/search-flights', ...toBooking },
  { prefix: '/api/flight/book-flight', ...toBooking },
  ...['', '/api'].flatMap((base): Route[] => [
    { prefix: `${base}/flights`, ...resource },
    { prefix: `${base}/bookings`, ...resource },
    { prefix: `${base}/passengers`, ...resource },
    { prefix: `${base}/pnr`, ...resource },
    { prefix: `${base}/holds`, ...resource },
    { prefix: `${base}/itineraries`, ...toBooking },
    { prefix: `${base}/positions`, ...resource },
    { prefix: `${base}/positions/stream`, ...resource, ...stream },
  ]),

  { prefix: '/api/reports', ...toEtl },
  { prefix: '/api/airports', ...toBooking },
  { prefix: '/api/payments', ...toBooking },
  { prefix: '/api/demo/load', ...toBooking },
  // Each call puts thousands of flights on the schedule.
  { prefix: '/api/demo/world', ...toBooking, deadlineMs: 30_000 },

  { prefix: '/api/ops', ...toOperations },
  // Notices are the notification service's, wherever the desk looks for them.
  { prefix: '/api/ops/notifications', ...toNotification },
];

export type RouteMatcher = (path: string) => Route | undefined;

/** Finds the route of a path without its query. Looks up ever shorter prefixes, so that its cost depends on the path, not on the table. */
export function createRouteMatcher(table: readonly Route[]): RouteMatcher {
  const byPrefix = new Map(table.map((route) => [route.prefix, route]));
  return (path) => {
    let prefix = path;
    while (prefix !== '') {
      const route = byPrefix.get(prefix);
      if (route !== undefined) return route;
      prefix = prefix.slice(0, prefix.lastIndexOf('/'));
    }
    return undefined;
  };
}

const suspicious = /\\|%(?:00|2f|5c)|\/\//i;
const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Whether a path means the same to everybody who reads it. Dot segments, doubled, encoded or backward slashes and NUL are
 * read differently by different software, which is how requests slip past a routing table.
 */
export function isPlainPath(path: string): boolean {
  return path.startsWith('/') && !suspicious.test(path) && !dotSegment.test(path);
}
