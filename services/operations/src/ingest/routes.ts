import { EventAccepted, headers, invalidFields, OperationEvent, Problem } from '@airside/contracts';
import { type App, access, parseTraceparent } from '@airside/service';
import { longestMessageBytes } from './message.ts';
import type { Ingest, Outcome } from './ingest.ts';

/** `POST /api/ops/events`. The body is taken as bytes: one that is broken is to be kept as it came. */
export function ingestRoutes(app: App, { ingest }: { ingest: Ingest }): void {
  app.register(async (scope: App) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post(
      '/api/ops/events',
      {
        config: { access: access.opsOrScope('events:write') },
        bodyLimit: longestMessageBytes,
        // The schema is for the OpenAPI; ingest judges, as for the other ways that events come.
        validatorCompiler: () => (body: unknown) => ({ value: body }),
        schema: {
          summary: 'Hand in an operation event; the same event_id again has no second effect',
          tags: ['operations'],
          body: OperationEvent,
          response: { 202: EventAccepted },
        },
      },
      async (request, reply) => {
        const body = request.body as unknown;
        const traceparent = traceOf(request.headers[headers.traceparent]);
        const outcome = await ingest.accept(body instanceof Uint8Array ? body : new Uint8Array(), {
          via: 'http',
          traceparent,
        });
        return reply.code(202).send(answerTo(outcome));
      },
    );
  });
}

/** Throws what a refusal is over HTTP. */
export function answerTo(outcome: Outcome): EventAccepted {
  switch (outcome.kind) {
    case 'accepted':
    case 'repeated':
    case 'differing':
      return { eventId: outcome.eventId, accepted: true };
    case 'refused':
      throw invalidFields(outcome.faults);
    case 'failed':
      throw new Problem('UNEXPECTED', { cause: outcome.cause });
  }
}

/** A trace context as it came, where it is one. */
export function traceOf(given: unknown): string | undefined {
  return typeof given === 'string' && parseTraceparent(given) !== undefined ? given : undefined;
}
