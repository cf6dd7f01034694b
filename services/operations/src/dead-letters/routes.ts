import { DeadLetterList, DeadLetterPage, DeadLetterParams, Problem, ReplayAnswer } from '@airside/contracts';
import { type App, access, type Logger } from '@airside/service';
import type { Origin } from './origins.ts';
import { mergeNewestFirst, type OriginPage, parseCursor, parsePublicId } from './rules.ts';

/** One list of the dead letters of all services. */
export function deadLetterListRoutes(
  app: App,
  { origins, logger }: { origins: readonly Origin[]; logger: Logger },
): void {
  const config = { access: access.ops };
  const tags = ['operations'];

  app.get(
    '/api/ops/dead-letters',
    {
      config,
      schema: {
        summary: 'Events that were given up, of all services, newest first',
        tags,
        querystring: DeadLetterPage,
        response: { 200: DeadLetterList },
      },
    },
    async (request) => {
      const { limit, cursor: text } = request.query;
      const before = parseCursor(text);
      const unavailable = new Set<string>();
      const pages = await Promise.all(
        origins.map(async ({ digit, service, list }): Promise<OriginPage> => {
          const last = before.get(digit);
          try {
            return { digit, letters: await list({ limit, ...(last === undefined ? {} : { before: last }) }) };
          } catch (error) {
            // Our own database gone is a fault of the whole list; another service gone is a gap in it.
            if (service === 'operations_service') throw error;
            logger.warn({ err: error, service }, 'dead letters of a service are missing from the list');
            unavailable.add(service);
            return { digit, letters: [] };
          }
        }),
      );
      const { letters, cursor } = mergeNewestFirst(pages, limit, before);
      return {
        deadLetters: letters,
        count: letters.length,
        ...(unavailable.size === 0 ? {} : { unavailable: [...unavailable].toSorted(byName) }),
        ...(cursor === undefined ? {} : { cursor }),
      };
    },
  );

  app.post(
    '/api/ops/dead-letters/:id/replay',
    {
      config,
      schema: {
        summary: 'Try a dead letter again; it leaves the list when it is taken, or is refused with the reason again',
        tags,
        params: DeadLetterParams,
        response: { 202: ReplayAnswer },
      },
    },
    async (request, reply) => {
      const { digit, id } = parsePublicId(request.params.id);
      const origin = origins.find((one) => one.digit === digit);
      if (origin === undefined || id === 0) throw new Problem('NOT_FOUND');
      await origin.replay(id);
      return reply.code(202).send({ id: request.params.id, accepted: true as const });
    },
  );
}

function byName(one: string, other: string): number {
  return one.localeCompare(other);
}
