import { invalidField, Problem } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { Value } from 'typebox/value';
import { NotificationBody } from './protocol.ts';
import { ringPayment } from './queries.ts';
import { isSigned } from './signature.ts';

const longestBodyBytes = 4096;

/**
 * Where the provider tells that something has become of a call. It is a doorbell only: the payment is looked at now instead of
 * later, by asking the provider. So a notification that is repeated, late or out of order does no harm.
 */
export function callbackRoute(
  app: App,
  { cluster, secret, now }: { cluster: Cluster; secret: string; now: () => Temporal.Instant },
): void {
  void app.register(async (scope: App) => {
    // The signature is over the bytes as they came.
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.post(
      '/api/payments/callbacks',
      { config: { access: access.public }, bodyLimit: longestBodyBytes, schema: { hide: true } },
      async (request, reply) => {
        const text = typeof request.body === 'string' ? request.body : '';
        if (!isSigned(secret, request.headers, text, now())) throw new Problem('CALLBACK_NOT_SIGNED');
        // By the authorisation's key, or any other of the same payment.
        const [paymentKey = ''] = readKey(text).split('/', 1);
        await ringPayment(cluster.writer, paymentKey);
        return reply.code(204).send();
      },
    );
  });
}

function readKey(text: string): string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Problem('MALFORMED_BODY');
  }
  if (!Value.Check(NotificationBody, body)) throw invalidField('key', 'is required');
  return body.key;
}
