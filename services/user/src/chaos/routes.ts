import { Problem } from '@airside/contracts';
import { type App, access } from '@airside/service';

/** A route that always fails, to see the breaker at work. Registered only where `CHAOS_ENDPOINTS` is on. */
export function chaosRoutes(app: App): void {
  app.get(
    '/api/auth/simulate-failure',
    { config: { access: access.public }, schema: { summary: 'Fail on purpose on one instance', tags: ['chaos'] } },
    async () => {
      throw new Problem('UNEXPECTED', { cause: new Error('a failure on request') });
    },
  );
}
