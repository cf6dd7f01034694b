import { AuditList, AuditQuery } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { listAudit } from './queries.ts';

/** Events that a rule wanted written down. */
export function auditRoutes(app: App, { cluster }: { cluster: Pick<Cluster, 'writer'> }): void {
  app.get(
    '/api/ops/audit',
    {
      config: { access: access.ops },
      schema: {
        summary: 'Events that a rule logs, newest first',
        tags: ['operations'],
        querystring: AuditQuery,
        response: { 200: AuditList },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query;
      const page = { ...filter, limit, ...(cursor === undefined ? {} : { before: cursor }) };
      const rows = await listAudit(cluster.writer, page);
      const last = rows.length === limit ? rows.at(-1)?.id : undefined;
      return {
        audit: rows.map((row) => ({ ...row, at: row.at.toString() })),
        count: rows.length,
        ...(last === undefined ? {} : { cursor: last }),
      };
    },
  );
}
