import type { RuleTarget } from '@airside/contracts';
import { matches } from '@airside/events';
import { canRun } from '../workflows/rules.ts';
import type { RuleContent } from './queries.ts';

export type PlannedTarget = { target: RuleTarget } & ({ runs: true } | { runs: false; reason: string });

/** What a rule does with an event; undefined where it does not match. */
export function planTargets(rule: RuleContent, event: { type: string }): PlannedTarget[] | undefined {
  if (!matches(rule.pattern, event)) return undefined;
  return rule.targets.map((target) => {
    if (!rule.enabled) return { target, runs: false, reason: 'the rule is disabled' };
    if (target.kind === 'workflow' && !canRun(target.workflow, event)) {
      return { target, runs: false, reason: `the workflow ${target.workflow} is not for events of type ${event.type}` };
    }
    return { target, runs: true };
  });
}

/** Every target that an event is for, rule by rule. */
export function planEvent<Rule extends RuleContent>(
  rules: readonly Rule[],
  event: { type: string },
): { rule: Rule; target: RuleTarget }[] {
  return rules.flatMap((rule) =>
    (planTargets(rule, event) ?? []).filter(({ runs }) => runs).map(({ target }) => ({ rule, target })),
  );
}
