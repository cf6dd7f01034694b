import { NoticeComposition, NoticeCounts, NoticeDispatch } from '@airside/contracts';
import type { Jobs } from '@airside/jobs';
import { type App, access } from '@airside/service';
import { type ComposeDeps, compose, countsOf, recipientsOf } from './compose.ts';
import { release, subscriberQueue, wakeAll } from './queue.ts';
import { countReleased } from './metrics.ts';

/** A page of 500 travellers with their requests. */
const bodyLimit = 2 * 1024 * 1024;

export type NoticeRouteDeps = ComposeDeps & { jobs(): Jobs };

/** What the workflows of operations call: plan, then hand over. */
export function internalNoticeRoutes(app: App, deps: NoticeRouteDeps): void {
  const config = { access: access.internal };

  app.post(
    '/internal/notices/compose',
    { config, bodyLimit, schema: { hide: true, body: NoticeComposition, response: { 200: NoticeCounts } } },
    async (request) => {
      const { body } = request;
      const jobs = deps.jobs();
      const counts = await compose(deps, body, recipientsOf(body), async (tx) => {
        if (body.include_subscribers === true)
          await jobs.send(tx, subscriberQueue, { eventId: body.event_id, after: 0 });
      });
      jobs.wake(subscriberQueue);
      return counts;
    },
  );

  app.post(
    '/internal/notices/send',
    { config, bodyLimit, schema: { hide: true, body: NoticeDispatch, response: { 200: NoticeCounts } } },
    async (request) => {
      const { event_id: eventId, passenger_ids: recipients } = request.body;
      const jobs = deps.jobs();
      const released = await deps.cluster.transaction((tx) => release(tx, jobs, eventId, recipients));
      wakeAll(jobs);
      deps.onStates(countReleased(released));
      return countsOf(deps.cluster.writer, eventId, recipients);
    },
  );
}
