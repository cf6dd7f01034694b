import { expect, test } from 'vitest';
import { loadedChecks, stagedChecks } from './checks.ts';
import { decidePublishing } from './rules.ts';

const fine = { name: 'a', kind: 'unique', faults: 0, examples: [] } as const;

test('what breaks no check is published', () => {
  expect(decidePublishing([{ ...fine, examples: [] }])).toEqual({ kind: 'publish' });
});

test('one row that breaks one check refuses all, and is named', () => {
  const verdict = decidePublishing([
    { ...fine, examples: [] },
    { name: 'booking.status is a known one', kind: 'accepted_values', faults: 3, examples: ['booking 17: LOST'] },
  ]);
  expect(verdict).toEqual({
    kind: 'refuse',
    reason: 'booking.status is a known one: booking 17: LOST, and 2 more',
  });
});

test('no two checks have one name, for results are kept by it', () => {
  const names = [...stagedChecks, ...loadedChecks].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
