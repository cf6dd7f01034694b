import { expect, test } from 'vitest';
import { planEvent, planTargets } from './plan.ts';
import type { RuleContent } from './queries.ts';

const rule = (members: Partial<RuleContent>): RuleContent => ({
  name: 'rule',
  enabled: true,
  pattern: { type: [{ prefix: 'flight.' }] },
  targets: [{ kind: 'log' }],
  ...members,
});
const event = { type: 'flight.cancelled', data: { flight_id: 'SW1234' } };

test('an event that a rule does not match has no targets', () => {
  expect(planTargets(rule({ pattern: { type: ['flight.gate_change'] } }), event)).toBeUndefined();
});

test('a disabled rule runs nothing, and says so', () => {
  expect(planTargets(rule({ enabled: false }), event)).toMatchObject([{ runs: false, reason: 'the rule is disabled' }]);
  expect(planEvent([rule({ enabled: false })], event)).toEqual([]);
});

test('a workflow is left out where the event is not for it; the other targets run', () => {
  const targets: RuleContent['targets'] = [
    { kind: 'workflow', workflow: 'delay' },
    { kind: 'workflow', workflow: 'cancellation' },
    { kind: 'log' },
  ];
  expect(planTargets(rule({ targets }), event)?.map(({ runs }) => runs)).toEqual([false, true, true]);
  expect(planEvent([rule({ targets }), rule({})], event).map(({ target }) => target.kind)).toEqual([
    'workflow',
    'log',
    'log',
  ]);
});
