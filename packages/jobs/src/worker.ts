import { setTimeout as delay } from 'node:timers/promises';
import type { JobWithMetadata } from 'pg-boss';
import { createRunner, type InternalOptions, type WorkerDeps } from './attempt.ts';
import type { Queue } from './queue.ts';
import { batchSizeFor, deadlinesOf, heartbeatEveryMs } from './rules.ts';

export type Worker = {
  /** There is something new in the queue. */
  wake(): void;
  /** Takes nothing more and waits for what is in hand: `patienceMs` for its end, then its signal is aborted. */
  stop(patienceMs: number): Promise<void>;
};

/** How often a queue is looked at when nobody says that there is something new, in milliseconds. */
const pollMs = 500;
/** How long aborted attempts have for noting their end, in milliseconds. */
const abortedPatienceMs = 500;

/** Works a queue off until it is stopped. */
export function startWorker<Data extends object>(
  deps: WorkerDeps,
  queue: Queue<Data>,
  options: InternalOptions<Data>,
): Worker {
  const { boss, log } = deps;
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const givingUp = new AbortController();
  const runJob = createRunner(deps, queue, options, givingUp.signal);
  let hasNews = true;
  let wakeUp = () => {};

  function wake(): void {
    hasNews = true;
    wakeUp();
  }

  function begin(job: JobWithMetadata<Data>): void {
    running.set(
      job.id,
      runJob(job).finally(() => {
        running.delete(job.id);
        wake();
      }),
    );
  }

  async function fetchOnce(): Promise<void> {
    const free = options.concurrency - running.size;
    if (free <= 0) return;
    const batchSize = batchSizeFor(free);
    const groups = options.perGroup === undefined ? {} : { groupConcurrency: options.perGroup };
    const jobs = await boss.fetch<Data>(queue.name, { batchSize, includeMetadata: true, ...groups });
    for (const job of jobs) begin(job);
    if (jobs.length > 0) hasNews = true;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      hasNews = false;
      try {
        await fetchOnce();
      } catch (error) {
        hasNews = false;
        log.warn({ queue: queue.name, err: error }, 'jobs: queue not read');
      }
      if (!hasNews || running.size >= options.concurrency) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pollMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
          if (stopping.signal.aborted) wakeUp();
        });
      }
    }
  }

  const { heartbeatSeconds } = deadlinesOf(queue.longestRunSeconds);
  const heartbeat = heartbeatSeconds === null ? undefined : setInterval(() => void touch(), heartbeatEveryMs);
  async function touch(): Promise<void> {
    if (running.size === 0) return;
    await boss.touch(queue.name, [...running.keys()]).catch((error: unknown) => {
      log.warn({ queue: queue.name, err: error }, 'jobs: heartbeat not noted');
    });
  }

  const loop = run();
  return {
    wake,
    async stop(patienceMs) {
      stopping.abort();
      wake();
      await loop;
      await Promise.race([Promise.all(running.values()), delay(patienceMs)]);
      givingUp.abort();
      await Promise.race([Promise.all(running.values()), delay(abortedPatienceMs)]);
      clearInterval(heartbeat);
    },
  };
}
