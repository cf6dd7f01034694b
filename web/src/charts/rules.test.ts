import { expect, test } from 'vitest';
import { axisLabels } from './rules.ts';

test('an axis says each figure once', () => {
  const whole = (value: number) => value.toFixed(0);
  expect(axisLabels([0, 1, 2], whole)).toEqual(['0', '1', '2']);
  expect(axisLabels([0, 0.2, 0.4, 0.6, 0.8, 1], whole)).toEqual(['0', '', '', '1', '', '']);
});
