import { doublingPause } from './rules.ts';

/** A kind of job: the name of its queue, the shape of its data, and what becomes of it when it fails. */
export type Queue<Data extends object> = {
  name: string;
  /** Never there; it ties the type of the data to the queue. */
  data?: Data;
  /**
   * Longest run of one attempt; then its signal is aborted and it counts as failed. A job whose process died is taken
   * over this many seconds later, at the latest 12 s after its worker was last heard of.
   */
  longestRunSeconds: number;
  /** Attempts in all, those included that died with their process. */
  attempts: number;
  /** Seconds to wait after the nth failed attempt (1 = the first). */
  pauseSeconds(attempt: number): number;
  /** How long a job that is done, or given up, keeps its id from being used again. */
  keepDoneSeconds: number;
};

/** `name` has letters, digits, `-`, `_` and `.`. */
export function defineQueue<Data extends object>(
  definition: Pick<Queue<Data>, 'name'> & Partial<Omit<Queue<Data>, 'data'>>,
): Queue<Data> {
  return { longestRunSeconds: 5, attempts: 10, pauseSeconds: doublingPause, keepDoneSeconds: 3600, ...definition };
}

/** Where jobs go whose attempts are used up, until their `onDead` has been told. The attempts are for those that die with their process. */
export function deadQueueOf<Data extends object>(queue: Queue<Data>): Queue<Data> {
  return { ...queue, name: `${queue.name}.dead`, attempts: 100, pauseSeconds: doublingPause };
}
