import {
  type DeadLetter,
  DeadLetterParams,
  deadLettersPath,
  OwnDeadLetterList,
  OwnDeadLetterPage,
  Problem,
} from '@airside/contracts';
import { access } from './auth/access.ts';
import type { App } from './http/app.ts';

/** A bus dead letter, as packages/events lists it. */
export type BusDeadLetter = Omit<DeadLetter, 'source' | 'receivedAt'> & {
  /** Consumer group that failed. */
  group: string;
  receivedAt: Temporal.Instant;
};

export type OwnDeadLetters = {
  /** Newest first; `before` is the id of the last one of the page before. */
  list(page: { limit: number; before?: number }): Promise<BusDeadLetter[]>;
  /** False where there is no such dead letter (any more). */
  replay(id: number): Promise<boolean>;
};

/**
 * The internal routes by which the operations service lists and replays a service's dead letters beside its own. A service
 * that has another kind of them, too, gives those a path of their own.
 */
export function deadLetterRoutes(app: App, { list, replay }: OwnDeadLetters, path: string = deadLettersPath): void {
  const config = { access: access.internal };

  app.get(
    path,
    { config, schema: { hide: true, querystring: OwnDeadLetterPage, response: { 200: OwnDeadLetterList } } },
    async (request) => ({ deadLetters: (await list(request.query)).map(toDeadLetter) }),
  );

  app.post(
    `${path}/:id/replay`,
    { config, schema: { hide: true, params: DeadLetterParams } },
    async (request, reply) => {
      if (!(await replay(request.params.id))) throw new Problem('NOT_FOUND');
      return reply.code(204).send();
    },
  );
}

/** A bus dead letter in the words of the list of all services. */
export function toDeadLetter({ id, eventId, group, reason, receivedAt, event }: BusDeadLetter): DeadLetter {
  return { id, eventId, source: group, reason, receivedAt: receivedAt.toString(), event };
}
