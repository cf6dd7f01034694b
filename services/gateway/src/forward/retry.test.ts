import { describe, expect, test } from 'vitest';
import { type Attempt, decideRetry } from './retry.ts';
import { budgetRule, createRetryBudget } from './retry-budget.ts';

const attempt = (given: Partial<Attempt>): Attempt => ({
  outcome: { kind: 'broken' },
  method: 'GET',
  hasIdempotencyKey: false,
  isReplayable: true,
  attempts: 1,
  isLeaving: false,
  untried: 1,
  ...given,
});
const unreachable = { kind: 'unreachable' } as const;

describe('another instance is asked', () => {
  test('whatever the method, where nothing was sent', () => {
    expect(decideRetry(attempt({ outcome: unreachable, method: 'POST', attempts: 9 }))).toBe('retry');
  });

  test('within the budget, where the connection broke under a safe or keyed request', () => {
    expect(decideRetry(attempt({}))).toBe('retryWithinBudget');
    expect(decideRetry(attempt({ method: 'HEAD' }))).toBe('retryWithinBudget');
    expect(decideRetry(attempt({ method: 'POST', hasIdempotencyKey: true }))).toBe('retryWithinBudget');
    const leaving = { outcome: { kind: 'answered', status: 503 }, isLeaving: true } as const;
    expect(decideRetry(attempt(leaving))).toBe('retryWithinBudget');
  });
});

describe('nobody else is asked', () => {
  test.each<[string, Partial<Attempt>]>([
    ['for a POST that may have taken effect', { method: 'POST' }],
    ['for a DELETE that may have taken effect', { method: 'DELETE' }],
    ['when the body is gone', { outcome: unreachable, isReplayable: false }],
    ['when all have been tried', { outcome: unreachable, untried: 0 }],
    ['after three attempts that were sent', { attempts: 3 }],
    ['after a time-out, which has used up the deadline', { outcome: { kind: 'timedOut' } }],
    ['for a deliberate 503', { outcome: { kind: 'answered', status: 503 } }],
    ['for an error of the service', { outcome: { kind: 'answered', status: 500 } }],
  ])('%s', (_name, given) => {
    expect(decideRetry(attempt(given))).toBe('giveUp');
  });
});

describe('the retry budget', () => {
  const takeAll = (budget: ReturnType<typeof createRetryBudget>, now: number) => {
    let taken = 0;
    while (budget.tryTake(now)) taken += 1;
    return taken;
  };

  test('has some retries for a quiet system, and a share of the requests of a busy one', () => {
    expect(takeAll(createRetryBudget(), 0)).toBe(budgetRule.atLeast);
    const busy = createRetryBudget();
    for (let n = 0; n < 5000; n += 1) busy.countRequest(n);
    expect(takeAll(busy, 5000)).toBe(5000 * budgetRule.share);
  });

  test('comes back as time passes', () => {
    const budget = createRetryBudget();
    takeAll(budget, 0);
    expect(budget.tryTake(budgetRule.windowMs - 1)).toBe(false);
    expect(takeAll(budget, budgetRule.windowMs)).toBe(budgetRule.atLeast);
  });
});
