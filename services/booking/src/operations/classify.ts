import type { delayCategories } from '@airside/contracts';

export type DelayCategory = (typeof delayCategories)[number];

/** Minor below 30 minutes, severe above 120; 30 and 120 themselves are major (api.md §5). */
export function classifyDelay(minutes: number): DelayCategory {
  if (minutes < 30) return 'minor';
  return minutes <= 120 ? 'major' : 'severe';
}
