import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/root.tsx';
import { isDay } from '../time/local-time.ts';

/** A flight by its code (the next departure, or that of a day), or one departure by its integer id. */
const flightRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/flight/$flightId',
  validateSearch: ({ date }: Record<string, unknown>): { date?: string } => (isDay(date) ? { date } : {}),
  component: lazyRouteComponent(() => import('./flight-page.tsx'), 'FlightPage'),
});

export const flightRoutes = [flightRoute] as const;
