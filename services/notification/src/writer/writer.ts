import { defineQueue, type Queue } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import type { Logger, Registry } from '@airside/service';
import type { Working } from '../background-jobs.ts';
import type { Wording, WordingOf } from '../messages/wording.ts';
import { createAuthor } from './author.ts';
import { type BreakerRule, breakerRule } from './breaker.ts';
import type { WriterSettings } from './config.ts';
import { gatherWordings, nameOf, type WordedEvent, type WordedReader } from './gather.ts';
import { measureWriter } from './metrics.ts';
import { deleteOldBudgets, deleteOldWordings } from './queries.ts';

/** Finds the words for an event's readers. Never throws, and ends within the writer's deadline, with what there is by then. */
export type FindWordings = (event: WordedEvent, readers: readonly WordedReader[]) => Promise<WordingOf>;

export type WriterOptions = {
  cluster: Pick<Cluster, 'writer'>;
  registry: Registry;
  log: Logger;
  now: () => Temporal.Instant;
  /** Undefined: there is none, and every text is a template's. */
  settings: WriterSettings | undefined;
  breaker?: BreakerRule;
};

export type Writer = Working & {
  findWordings: FindWordings;
  /** Waits for the calls under way. */
  stop(): Promise<void>;
};

const tidyingQueue: Queue<Record<string, never>> = defineQueue({ name: 'wording-tidying', attempts: 3 });
const keepDays = 7;
/** Forgotten with one statement; the next hour goes on. */
const mostForgotten = 5000;
const withoutWordings: WordingOf = () => undefined;

/** The optional writer of words: one call for each event, tier and language, whoever needs it first, for all instances. */
export function createWriter(options: WriterOptions): Writer {
  const { cluster, registry, log, now, settings, breaker = breakerRule } = options;
  const db = cluster.writer;
  const metrics = measureWriter(registry);
  const author = settings === undefined ? undefined : createAuthor({ db, settings, breaker, metrics, now });
  const asking = new Set<Promise<void>>();
  return {
    queues: [tidyingQueue],
    schedules: [{ queue: tidyingQueue, cron: '47 * * * *', data: {} }],
    async findWordings(event, readers) {
      if (author === undefined || settings === undefined) return withoutWordings;
      if (!event.is_current || readers.length === 0) return withoutWordings;
      const { timeoutMs } = settings;
      const deadline = AbortSignal.timeout(timeoutMs);
      const found = new Map<string, Wording>();
      const gathered = gatherWordings({ db, log, author, timeoutMs, asking }, { event, found, deadline }, readers);
      const settled = gathered.catch((error: unknown) =>
        log.warn({ err: error, eventId: event.event_id }, 'writer: the templates are used'),
      );
      await Promise.race([settled, aborted(deadline)]);
      // As of now: what comes later is for other readers.
      const wordings = new Map(found);
      return (tier, language) => wordings.get(nameOf({ tier, language }));
    },
    start(jobs) {
      jobs.work(tidyingQueue, {
        concurrency: 1,
        async handle() {
          await deleteOldWordings(db, now().subtract({ hours: 24 * keepDays }), mostForgotten);
          await deleteOldBudgets(db, now().toZonedDateTimeISO('UTC').toPlainDate().subtract({ days: keepDays }));
        },
      });
    },
    async stop() {
      await Promise.all(asking);
      await author?.close();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
