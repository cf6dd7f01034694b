import type { AirsideEvent } from '@airside/contracts';
import type { Airports } from '../airports/rules.ts';
import type { Route } from '../flights/rules.ts';
import { routeMarket } from '../search/rules.ts';

/** The group of a market's search answers. */
export function marketGroup(market: string): string {
  return `market:${market}`;
}

/** The group of a flight code's pages. */
export function flightGroup(code: string): string {
  return `flight:${code}`;
}

/** Groups of answers that show a flight. */
export function groupsOfFlight({ code, ...route }: Route & { code: string }, find: Airports['find']): string[] {
  return [marketGroup(routeMarket(route, find)), flightGroup(code)];
}

/** Groups of answers that an event makes old. */
export function groupsOfEvent({ type, subject, data }: AirsideEvent, find: Airports['find']): string[] {
  const { flight, origin, destination } = data as { flight?: Partial<Route> } & Partial<Route>;
  const route = { origin: flight?.origin ?? origin, destination: flight?.destination ?? destination };
  const groups = isRoute(route) ? [marketGroup(routeMarket(route, find))] : [];
  // A flight's page does not show its seats, so sales leave it as it is.
  if (type.startsWith('flight.') && subject !== undefined) groups.push(flightGroup(subject));
  return groups;
}

function isRoute(route: { origin: string | undefined; destination: string | undefined }): route is Route {
  return route.origin !== undefined && route.destination !== undefined;
}
