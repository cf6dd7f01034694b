import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/root.tsx';

const preferencesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account/preferences',
  component: lazyRouteComponent(() => import('./preferences-page.tsx'), 'PreferencesPage'),
});

export const preferenceRoutes = [preferencesRoute] as const;
