import { defineQueue } from '../src/index.ts';

export const schema = 'jobs_test_jobs';

/** Jobs of the tests; short runs, so that a dead worker is noticed soon. */
export const chores = defineQueue<{ what: string }>({
  name: 'chores',
  longestRunSeconds: 3,
  attempts: 3,
  pauseSeconds: () => 0,
});
