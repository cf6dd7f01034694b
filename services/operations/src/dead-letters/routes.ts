import { DeadLetterList, NewestFirstPage } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { listDeadLetters } from './queries.ts';

export function deadLetterRoutes(app: App, { cluster }: { cluster: Cluster }): void {
  app.get(
    '/api/ops/dead-letters',
    {
      config: { access: access.ops },
      schema: {
        summary: 'Events that could not be taken, newest first',
        tags: ['operations'],
        querystring: NewestFirstPage,
        response: { 200: DeadLetterList },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const rows = await listDeadLetters(cluster.writer, { limit, beforeId: cursor });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        deadLetters: rows.map((row) => ({ ...row, receivedAt: row.receivedAt.toString() })),
        count: rows.length,
        ...(last === undefined ? {} : { cursor: last.id }),
      };
    },
  );
}
