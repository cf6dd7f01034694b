import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/root.tsx';
import { readBookingSearch } from './rules.ts';

const bookRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search/book',
  validateSearch: readBookingSearch,
  component: lazyRouteComponent(() => import('./book-page.tsx'), 'BookPage'),
});

export const bookingRoutes = [bookRoute] as const;
