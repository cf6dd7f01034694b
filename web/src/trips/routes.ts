import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/root.tsx';

const getParentRoute = () => rootRoute;

const tripsRoute = createRoute({
  getParentRoute,
  path: '/trips',
  component: lazyRouteComponent(() => import('./trips-page.tsx'), 'TripsPage'),
});

const findRoute = createRoute({
  getParentRoute,
  path: '/trips/find',
  component: lazyRouteComponent(() => import('./find-page.tsx'), 'FindPage'),
});

const tripRoute = createRoute({
  getParentRoute,
  path: '/trips/$bookingId',
  component: lazyRouteComponent(() => import('./trip-page.tsx'), 'TripPage'),
});

export const tripRoutes = [tripsRoute, findRoute, tripRoute] as const;
