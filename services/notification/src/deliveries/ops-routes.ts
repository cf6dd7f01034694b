import {
  failedNoticesPath,
  NoticeIdInPath,
  NoticeLedger,
  NoticeLedgerQuery,
  type NoticeState,
  Problem,
  Redriven,
} from '@airside/contracts';
import type { Jobs } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import { type App, access, deadLetterRoutes } from '@airside/service';
import { Type } from 'typebox';
import { listDeliveries, listFailed } from './list-queries.ts';
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
      const stateBefore = await redrive(id);
      if (stateBefore === undefined) throw new Problem('NOTICE_NOT_FOUND');
      if (stateBefore !== 'FAILED') throw new Problem('NOTICE_NOT_FAILED', { params: { state: stateBefore } });
      return reply.code(202).send({ id, accepted: true as const });
    },
  );

  deadLetterRoutes(
    app,
    {
      async list(page) {
        const rows = await listFailed(cluster.writer, page);
        return rows.map(({ id, eventId, reason, createdAt: receivedAt, ...event }) => ({
          id,
          eventId,
          group: 'notification/deliveries',
          reason,
          receivedAt,
          event,
        }));
      },
      replay: async (id) => (await redrive(id)) === 'FAILED',
    },
    failedNoticesPath,
  );

  /** Queues a failed delivery again; answers the state it was in. */
  async function redrive(id: number): Promise<NoticeState | undefined> {
    const found = await cluster.transaction(async (tx) => {
      const delivery = await markRedriven(tx, id);
      if (delivery?.stateBefore === 'FAILED')
        await enqueue(tx, jobs(), [{ id, channel: delivery.channel, attempt: 0, startAfter: undefined }]);
      return delivery;
    });
    if (found?.stateBefore === 'FAILED') wakeAll(jobs());
    return found?.stateBefore;
  }
}
