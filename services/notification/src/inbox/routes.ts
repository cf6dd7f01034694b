import { Inbox, InboxPage, NoticeIdInPath, Problem } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access, accountOf } from '@airside/service';
import { Type } from 'typebox';
import { countUnread, listInbox, markRead } from './queries.ts';

const path = '/api/notifications';
const tags = ['notifications'];

export function inboxRoutes(app: App, { cluster, now }: { cluster: Cluster; now: () => Temporal.Instant }): void {
  app.get(
    path,
    {
      config: { access: access.signedIn },
      schema: { summary: 'What you were told, newest first', tags, querystring: InboxPage, response: { 200: Inbox } },
    },
    async (request) => {
      const { userId } = accountOf(request);
      const { limit, cursor } = request.query;
      // From the primary: what was read a moment ago is read.
      const rows = await listInbox(cluster.writer, userId, { limit, cursor });
      const last = rows.at(-1);
      return {
        notifications: rows.map(({ shownAt, readAt, ...row }) => ({
          ...row,
          createdAt: shownAt.toString(),
          readAt: readAt?.toString() ?? null,
        })),
        count: rows.length,
        unread: await countUnread(cluster.writer, userId),
        ...(rows.length === limit && last !== undefined ? { cursor: last.id } : {}),
      };
    },
  );

  app.post(
    `${path}/:id/read`,
    {
      config: { access: access.signedIn },
      schema: {
        summary: 'Mark one as read',
        tags,
        params: Type.Object({ id: NoticeIdInPath }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await markRead(cluster.writer, accountOf(request).userId, request.params.id, now())))
        throw new Problem('NOTICE_NOT_FOUND');
      return reply.code(204).send(null);
    },
  );
}
