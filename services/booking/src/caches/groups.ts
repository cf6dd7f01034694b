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

/** The group of all lists of flights. */
export const listsGroup = 'flights';

/** Groups of answers that show a flight. */
export function groupsOfFlight({ code, ...route }: Route & { code: string }, find: Airports['find']): string[] {
  return [marketGroup(routeMarket(route, find)), flightGroup(code), listsGroup];
}

/** Groups of answers that an event makes old. */
export function groupsOfEvent({ type, subject, data }: AirsideEvent, find: Airports['find']): string[] {
  const { flight, old_flight, new_flight, ...rest } = data as Routed & Partial<Route>;
  const routes = [flight ?? rest, old_flight, new_flight].filter(isRoute);
  const groups = [...new Set(routes.map((route) => marketGroup(routeMarket(route, find))))];
  // Pages and lists do not show seats, so sales leave them as they are.
  if (type.startsWith('flight.') && subject !== undefined) groups.push(flightGroup(subject), listsGroup);
  return groups;
}

/** A flight inside an event, or the two that a booking has gone from and to. */
type Routed = { flight?: Partial<Route>; old_flight?: Route; new_flight?: Route };

function isRoute(route: Partial<Route> | undefined): route is Route {
  return route?.origin !== undefined && route.destination !== undefined;
}
