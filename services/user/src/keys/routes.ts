import { Jwks } from '@airside/contracts';
import { type App, access } from '@airside/service';
import type { KeyRing } from './key-ring.ts';

export function keyRoutes(app: App, { keyRing }: { keyRing: KeyRing }): void {
  app.get(
    '/.well-known/jwks.json',
    {
      config: { access: access.public },
      schema: {
        summary: 'Public keys that access tokens are signed with',
        tags: ['accounts'],
        response: { 200: Jwks },
      },
    },
    // Shorter than a key is published ahead, so that no cache hides the next key until it signs.
    async (_request, reply) => reply.header('cache-control', 'public, max-age=60').send(keyRing.jwks()),
  );
}
