import fastifyJwt from '@fastify/jwt';
import { headers } from '@airside/contracts';
import { type App, type AuthOptions, createApp, type Logger, type Registry, version } from '@airside/service';
import { adminRoutes } from './accounts/admin-routes.ts';
import { accountInternalRoutes } from './accounts/internal-routes.ts';
import { meRoutes } from './accounts/me-routes.ts';
import { registrationRoutes } from './accounts/registration-routes.ts';
import { chaosRoutes } from './chaos/routes.ts';
import type { UserDeps } from './deps.ts';
import { keyRoutes } from './keys/routes.ts';
import { oneTimeTokenRoutes } from './one-time-tokens/internal-routes.ts';
import { serviceTokenRoutes } from './service-tokens/routes.ts';
import { cookieSessionRoutes } from './sessions/cookie-routes.ts';
import { isSessionAlive } from './sessions/queries.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { createSessions } from './sessions/sessions.ts';

export type UserAppOptions = {
  instance: string;
  logger: Logger;
  registry?: Registry;
  auth: Omit<AuthOptions, 'isSessionAlive'>;
  hasChaosEndpoints: boolean;
};

export async function buildApp(options: UserAppOptions, given: Omit<UserDeps, 'addressOf'>): Promise<App> {
  const { cluster, keyRing } = given;
  const app = await createApp({
    service: 'user_service',
    instance: options.instance,
    version,
    logger: options.logger,
    database: cluster,
    ...(options.registry === undefined ? {} : { registry: options.registry }),
    // Elsewhere a token lives out its 15 minutes; here it ends with its session.
    auth: { ...options.auth, isSessionAlive: ({ sid }) => isSessionAlive(cluster.writer, sid) },
  });
  await app.register(fastifyJwt, {
    secret: { private: keyRing.signingKey().privatePem, public: 'tokens are checked elsewhere' },
    sign: { algorithm: 'EdDSA' },
  });
  const deps: UserDeps = {
    ...given,
    addressOf: (request) => {
      const seen = request.headers[headers.clientAddress];
      return typeof seen === 'string' ? seen : request.ip;
    },
  };
  registrationRoutes(app, deps);
  const sessions = createSessions(app, deps);
  sessionRoutes(app, sessions, deps);
  cookieSessionRoutes(app, sessions, deps);
  meRoutes(app, deps);
  adminRoutes(app, deps);
  accountInternalRoutes(app, deps);
  oneTimeTokenRoutes(app, deps);
  serviceTokenRoutes(app, deps);
  keyRoutes(app, deps);
  if (options.hasChaosEndpoints) chaosRoutes(app);
  return app;
}
