import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../app/root.tsx';

/** Where to go afterwards. */
const nextOf = ({ next }: Record<string, unknown>): { next?: string } => (typeof next === 'string' ? { next } : {});
/** Out of a mail: works once. */
const tokenOf = ({ token }: Record<string, unknown>): { token?: string } =>
  typeof token === 'string' ? { token } : {};
const getParentRoute = () => rootRoute;

const signInRoute = createRoute({
  getParentRoute,
  path: '/account/sign-in',
  validateSearch: nextOf,
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
});

const registerRoute = createRoute({
  getParentRoute,
  path: '/account/register',
  validateSearch: nextOf,
  component: lazyRouteComponent(() => import('./register-page.tsx'), 'RegisterPage'),
});

const forgottenRoute = createRoute({
  getParentRoute,
  path: '/account/forgotten',
  component: lazyRouteComponent(() => import('./forgotten-page.tsx'), 'ForgottenPage'),
});

const resetRoute = createRoute({
  getParentRoute,
  path: '/account/reset',
  validateSearch: tokenOf,
  component: lazyRouteComponent(() => import('./reset-page.tsx'), 'ResetPage'),
});

const verifyRoute = createRoute({
  getParentRoute,
  path: '/account/verify',
  validateSearch: tokenOf,
  component: lazyRouteComponent(() => import('./verify-page.tsx'), 'VerifyPage'),
});

const accountRoute = createRoute({
  getParentRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
});

export const accountRoutes = [
  signInRoute,
  registerRoute,
  forgottenRoute,
  resetRoute,
  verifyRoute,
  accountRoute,
] as const;
