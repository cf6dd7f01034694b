import { type AirsideEvent, workflowNames } from '@airside/contracts';
import { type BusMember, subscribe, type Subscription } from '@airside/events';
import { idFrom, type Jobs } from '@airside/jobs';
import type { Db } from '@airside/postgres';
import { insertAudit } from '../audit/queries.ts';
import type { Queues } from '../executions/queues.ts';
import { startExecution } from '../executions/start.ts';
import { canRun } from '../workflows/rules.ts';
import { planEvent } from './plan.ts';
import { listEnabledRules } from './queries.ts';
import type { CachedRule, RuleCache } from './rule-cache.ts';

export type Router = {
  bus: BusMember;
  jobs: Jobs;
  queues: Queues;
  rules: RuleCache;
  now: () => Temporal.Instant;
};

/** Holds every event of a stream against the rules, once, and sets going what they say, in one transaction. */
export function routeEvents(router: Router, stream: string): Subscription {
  const { bus, jobs, queues, rules } = router;
  return subscribe({
    ...bus,
    stream,
    group: 'operations/rules',
    wants: (event) => {
      const current = rules.current();
      return current === undefined || planEvent(current, event).length > 0;
    },
    async handle(event, tx) {
      // Nobody decides by old rules: an event may have waited here while the database was away.
      await routeEvent(router, rules.current() ?? (await listEnabledRules(tx)), event, tx);
    },
    onHandled(event) {
      // One line for each event of a flight, by which its way can be followed; the others are too many.
      if (workflowNames.some((name) => canRun(name, event))) {
        const { id, type, subject, causedby, traceparent } = event;
        bus.log.info(
          { eventId: causedby ?? id, event: id, type, subject, traceparent },
          'event held against the rules',
        );
      }
      jobs.wake(queues.steps);
      jobs.wake(queues.webhooks);
    },
  });
}

async function routeEvent(
  { jobs, queues, now }: Router,
  rules: readonly CachedRule[],
  event: AirsideEvent,
  tx: Db,
): Promise<void> {
  for (const { rule, target } of planEvent(rules, event)) {
    switch (target.kind) {
      case 'workflow':
        if (canRun(target.workflow, event)) await startExecution(tx, { jobs, queues, now }, target.workflow, event);
        break;
      case 'webhook': {
        const call = { ruleId: rule.id, url: target.url, event };
        await jobs.send(tx, queues.webhooks, call, {
          id: idFrom('rule webhook', String(rule.id), target.url, event.id),
          group: target.url,
        });
        break;
      }
      case 'log':
        await insertAudit(tx, { event, rule, at: now() });
        break;
    }
  }
}
