import { invalidField, RuleTest, RuleTestAnswer } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import { type App, access } from '@airside/service';
import { listLatestEvents } from '../executions/queries.ts';
import { checkRule } from './check.ts';
import { planTargets } from './plan.ts';
import { listRules } from './queries.ts';

/** Events that a rule without an event is tried on. */
const latestEvents = 100;

/** `POST /api/ops/rules/test`: says what would happen, and lets nothing happen. */
export function ruleTestRoute(app: App, { cluster }: { cluster: Pick<Cluster, 'writer'> }): void {
  app.post(
    '/api/ops/rules/test',
    {
      config: { access: access.ops },
      schema: {
        summary: 'Which rules match an event, and what would run; nothing does',
        tags: ['operations'],
        body: RuleTest,
        response: { 200: RuleTestAnswer },
      },
    },
    async (request) => {
      const { event, rule } = request.body;
      if (event === undefined && rule === undefined) throw invalidField('event', 'is required, or else rule');
      const rules = rule === undefined ? await listRules(cluster.writer) : [{ ...checkRule(rule), id: null }];
      const events = event === undefined ? await listLatestEvents(cluster.writer, latestEvents) : [event];
      const matches = events.flatMap((one) =>
        rules.flatMap((candidate) => {
          const targets = planTargets(candidate, one);
          if (targets === undefined) return [];
          return [{ eventId: idOf(one), eventType: one.type, ruleId: candidate.id, ruleName: candidate.name, targets }];
        }),
      );
      return { tried: events.length, matches };
    },
  );
}

function idOf(event: object): string | null {
  const { id } = event as { id?: unknown };
  return typeof id === 'string' ? id : null;
}
