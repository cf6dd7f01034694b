import { NoticeIdInPath, NoticeLedger, NoticeLedgerQuery, Problem, Redriven } from '@airside/contracts';
import type { Jobs } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { Type } from 'typebox';
import { listDeliveries } from './list-queries.ts';
import { enqueue, wakeAll } from './queue.ts';
import { markRedriven } from './sending-queries.ts';

const path = '/api/ops/notifications';
const tags = ['operations'];

export type OpsRouteDeps = { cluster: Cluster; jobs(): Jobs };

export function opsNoticeRoutes(app: App, { cluster, jobs }: OpsRouteDeps): void {
  app.get(
    path,
    {
      config: { access: access.ops },
      schema: {
        summary: 'Who was told of what, and why or why not',
        tags,
        querystring: NoticeLedgerQuery,
        response: { 200: NoticeLedger },
      },
    },
    async (request) => {
      const { flight, passenger, channel, state, limit, cursor } = request.query;
      // From the primary: whoever has just sent one again looks how it goes.
      const rows = await listDeliveries(cluster.writer, {
        flight: flight?.toUpperCase(),
        passenger: passenger?.toUpperCase(),
        channel,
        state,
        limit,
        cursor,
      });
      const last = rows.at(-1);
      return {
        notifications: rows.map((row) => ({
          ...row,
          createdAt: row.createdAt.toString(),
          sentAt: row.sentAt?.toString() ?? null,
        })),
        count: rows.length,
        ...(rows.length === limit && last !== undefined ? { cursor: last.id } : {}),
      };
    },
  );

  app.post(
    `${path}/:id/redrive`,
    {
      config: { access: access.ops },
      schema: {
        summary: 'Send a notification again that failed',
        tags,
        params: Type.Object({ id: NoticeIdInPath }),
        response: { 202: Redriven },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await cluster.transaction(async (tx) => {
        const found = await markRedriven(tx, id);
        if (found === undefined) throw new Problem('NOTICE_NOT_FOUND');
        const { stateBefore, channel } = found;
        if (stateBefore !== 'FAILED') throw new Problem('NOTICE_NOT_FAILED', { params: { state: stateBefore } });
        await enqueue(tx, jobs(), [{ id, channel, attempt: 0, startAfter: undefined }]);
      });
      wakeAll(jobs());
      return reply.code(202).send({ id, accepted: true as const });
    },
  );
}
