import { expect, test } from 'vitest';
import { publicChanges } from './public-changes.ts';

test('travellers hear of the gate, not of what the desk keeps for itself', () => {
  const gate = { old: 'A1', new: 'B2' };
  expect(publicChanges({ gate, overbooking_limit: { old: 0, new: 5 } })).toEqual({ gate });
  expect(publicChanges({ overbooking_limit: { old: 0, new: 5 } })).toBeUndefined();
});
