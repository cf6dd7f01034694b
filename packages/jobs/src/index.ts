export type { Job, WorkOptions } from './attempt.ts';
export {
  type DeadJob,
  type JobCount,
  type Jobs,
  type JobsOptions,
  type Schedule,
  type SendOptions,
  startJobs,
} from './jobs.ts';
export { defineQueue, type Queue } from './queue.ts';
export { doublingPause, idFrom } from './rules.ts';
