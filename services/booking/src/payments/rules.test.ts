import { describe, expect, test } from 'vitest';
import type { Answer } from './provider.ts';
import { decideNext, keyOf, learn, type OperationState, pauseSeconds, type Payment, takeUp } from './rules.ts';

const fresh: Payment = {
  state: 'pending',
  authorise: 'pending',
  capture: 'pending',
  void: undefined,
  reference: undefined,
  failure: undefined,
  attempts: 1,
};
const done: Answer = { kind: 'done', reference: 'charge_1' };
const unknown: Answer = { kind: 'unknown', reason: 'no_answer_in_time' };
const notTaken: Answer = { kind: 'notTaken', reason: 'ECONNREFUSED' };

describe('what to do next about a payment that its order waits for', () => {
  const table: [authorise: OperationState, capture: OperationState, expected: object][] = [
    ['pending', 'pending', { kind: 'send', operation: 'authorise' }],
    ['unknown', 'pending', { kind: 'ask', operation: 'authorise' }],
    ['done', 'pending', { kind: 'send', operation: 'capture' }],
    ['done', 'unknown', { kind: 'ask', operation: 'capture' }],
    ['done', 'done', { kind: 'confirm' }],
  ];
  test.each(table)('authorise %s, capture %s', (authorise, capture, expected) => {
    expect(decideNext({ ...fresh, authorise, capture }, { isDue: false })).toEqual(expected);
  });

  test('an answer that says nothing is waited out, however it says so', () => {
    for (const last of [unknown, notTaken, { kind: 'pending' } as const]) {
      expect(decideNext({ ...fresh, authorise: 'unknown' }, { isDue: false, last })).toMatchObject({ kind: 'wait' });
    }
  });

  test('a decline ends it, and leaves nothing to be undone', () => {
    const declined = learn(fresh, { operation: 'authorise', answer: { kind: 'declined', reason: 'stolen' } });
    expect(decideNext(declined, { isDue: true })).toEqual({ kind: 'decline', reason: 'stolen' });
  });

  test('a capture that is refused lets the order go, and what was authorised is voided', () => {
    const answer: Answer = { kind: 'refused', reason: 'expired' };
    const refused = learn({ ...fresh, authorise: 'done' }, { operation: 'capture', answer });
    expect(decideNext(refused, { isDue: false })).toEqual({ kind: 'release', reason: 'expired', isVoidNeeded: true });
  });

  test('when its time has passed the order goes, unless the money is there already', () => {
    for (const authorise of ['pending', 'unknown', 'done'] as const) {
      const step = decideNext({ ...fresh, authorise }, { isDue: true });
      expect(step).toEqual({ kind: 'release', reason: 'payment_overdue', isVoidNeeded: true });
    }
    expect(decideNext({ ...fresh, authorise: 'done', capture: 'done' }, { isDue: true })).toEqual({ kind: 'confirm' });
  });
});

describe('a provider that cannot be reached', () => {
  test('at the first try nothing can have happened: the order goes at once', () => {
    const failed = learn(fresh, { operation: 'authorise', answer: notTaken });
    expect(decideNext(failed, { isDue: false, last: notTaken })).toEqual({
      kind: 'release',
      reason: 'provider_unreachable',
      isVoidNeeded: false,
    });
  });

  test.each([
    ['somebody tried before', { attempts: 2 }],
    ['an earlier call of the same try may have arrived', { authorise: 'unknown' }],
  ] as const)('where %s it says nothing', (_what, members) => {
    const payment = learn(takeUp({ ...fresh, ...members }), { operation: 'authorise', answer: notTaken });
    expect(payment.authorise).toBe('unknown');
    expect(decideNext(payment, { isDue: false, last: notTaken })).toMatchObject({ kind: 'wait' });
  });
});

describe('a payment whose order has gone', () => {
  const released: Payment = { ...fresh, state: 'released', authorise: 'unknown', void: 'pending' };

  test('is voided, and again until the provider has said so', () => {
    expect(decideNext(released, { isDue: true })).toEqual({ kind: 'send', operation: 'void' });
    expect(decideNext({ ...released, void: 'unknown' }, { isDue: true })).toEqual({ kind: 'send', operation: 'void' });
    expect(decideNext(released, { isDue: true, last: { kind: 'pending' } })).toMatchObject({ kind: 'wait' });
    expect(decideNext({ ...released, void: 'done' }, { isDue: true })).toEqual({ kind: 'rest' });
  });

  test('goes back when it turns out to have been captured', () => {
    const answer: Answer = { kind: 'refused', reason: 'captured', reference: 'charge_9' };
    const late = learn(released, { operation: 'void', answer });
    expect(late).toMatchObject({ capture: 'done', void: 'failed', reference: 'charge_9' });
    expect(decideNext(late, { isDue: true, last: answer })).toEqual({ kind: 'giveBack' });
    const captured = learn(released, { operation: 'capture', answer: done });
    expect(decideNext(captured, { isDue: true })).toEqual({ kind: 'giveBack' });
  });

  test('is not taken for settled by any other refusal', () => {
    const answer: Answer = { kind: 'refused', reason: 'http_400' };
    const payment = learn(released, { operation: 'void', answer });
    expect(payment.void).toBe('unknown');
    expect(decideNext(payment, { isDue: true, last: answer })).toMatchObject({ kind: 'wait' });
  });

  test('a void tells whether there was anything to undo', () => {
    const learned = (wasAuthorised: boolean) =>
      learn(released, { operation: 'void', answer: { kind: 'done', wasAuthorised } }).authorise;
    expect([learned(true), learned(false)]).toEqual(['done', 'failed']);
  });
});

test('what is known for good is not unlearned by late news', () => {
  const settled: Payment = { ...fresh, authorise: 'done', capture: 'failed', reference: 'charge_1' };
  for (const answer of [unknown, notTaken, { kind: 'unheard' } as const, { kind: 'declined', reason: 'x' } as const]) {
    expect(learn(settled, { operation: 'authorise', answer })).toEqual(settled);
    expect(learn(settled, { operation: 'capture', answer })).toEqual(settled);
  }
});

test('who takes up a payment after somebody else asks before he sends', () => {
  expect(takeUp(fresh)).toEqual(fresh);
  expect(takeUp({ ...fresh, attempts: 2, authorise: 'done' })).toMatchObject({ authorise: 'done', capture: 'unknown' });
});

test('looks become rarer, sooner while the order waits', () => {
  const pauses = (state: 'pending' | 'released') => [1, 2, 3, 5, 20].map((nth) => pauseSeconds(nth, state, 0));
  expect(pauses('pending')).toEqual([1, 2, 4, 15, 15]);
  expect(pauses('released')).toEqual([1, 2, 4, 16, 60]);
  expect(pauseSeconds(3, 'pending', 0.5)).toBeCloseTo(3.6);
});

test('each operation has a key of its own under the payment', () => {
  expect(keyOf('order-17-0a1b2c3d', 'authorise')).toBe('order-17-0a1b2c3d/authorise');
});
