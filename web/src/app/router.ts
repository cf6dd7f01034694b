import { createRouter } from '@tanstack/react-router';
import { accountRoutes } from '../account/routes.ts';
import { boardRoutes } from '../board/routes.ts';
import { bookingRoutes } from '../booking/routes.ts';
import { deskRoutes } from '../desk/routes.ts';
import { flightRoutes } from '../flight/routes.ts';
import { inboxRoutes } from '../inbox/routes.ts';
import { mapRoutes } from '../map/routes.ts';
import { preferenceRoutes } from '../preferences/routes.ts';
import { reportRoutes } from '../reports/routes.ts';
import { searchRoutes } from '../search/routes.ts';
import { systemRoutes } from '../system/routes.ts';
import { tripRoutes } from '../trips/routes.ts';
import { Failed, rootRoute, Waiting } from './root.tsx';
import type { Store } from './store.ts';
import type { Theme } from './theme.ts';

const routeTree = rootRoute.addChildren([
  ...searchRoutes,
  ...bookingRoutes,
  ...tripRoutes,
  ...flightRoutes,
  ...boardRoutes,
  ...systemRoutes,
  ...deskRoutes,
  ...mapRoutes,
  ...reportRoutes,
  ...inboxRoutes,
  ...preferenceRoutes,
  ...accountRoutes,
]);

/** The app's pages. Each is loaded when it is first gone to, or about to be. */
export function createAppRouter(theme: Store<Theme>) {
  return createRouter({
    routeTree,
    context: { theme },
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: Waiting,
    defaultErrorComponent: Failed,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
