import { expect, test } from 'vitest';
import { classifyDelay } from './classify.ts';

test.each([
  [0, 'minor'],
  [29, 'minor'],
  [30, 'major'],
  [120, 'major'],
  [121, 'severe'],
])('a delay of %i minutes is %s', (minutes, category) => {
  expect(classifyDelay(minutes)).toBe(category);
});
