import type { NoticeLanguage } from '@airside/contracts';
import { defineQueue, type Queue } from '@airside/jobs';
import type { Cluster } from '@airside/postgres';
import type { Logger, Registry } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import type { Working } from '../background-jobs.ts';
import type { NoticeFacts } from '../messages/facts.ts';
import { type Wording, wordingKindOf, type WordingOf } from '../messages/wording.ts';
import { type Author, createAuthor } from './author.ts';
import { type BreakerRule, breakerRule } from './breaker.ts';
import { type Asked, checkWording } from './check/rules.ts';
import { toneOf } from './check/tone.ts';
import type { WriterSettings } from './config.ts';
import { measureWriter } from './metrics.ts';
import {
  claimWordings,
  deleteOldBudgets,
  deleteOldWordings,
  endWording,
  listWordings,
  type WordingEnd,
  type WordingKey,
} from './queries.ts';
import { tierOf } from './prompt.ts';

/** An event that people are told of. */
export type WordedEvent = NoticeFacts & { event_id: string; is_current: boolean };

/** Finds the words for an event's readers. Never throws, and ends within the writer's deadline, with what there is by then. */
export type FindWordings = (
  event: WordedEvent,
  readers: readonly { tier: string; language: NoticeLanguage }[],
) => Promise<WordingOf>;

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

/** Looks at what another instance, or another request, is asking for; in milliseconds. */
const lookEveryMs = 50;
const tidyingQueue: Queue<Record<string, never>> = defineQueue({ name: 'wording-tidying', attempts: 3 });
const keepDays = 7;
const mostForgotten = 5000;
const withoutWordings: WordingOf = () => undefined;

/** The optional writer of words: one call for each event, tier and language, whoever needs it first, for all instances. */
export function createWriter(options: WriterOptions): Writer {
  const { cluster, registry, log, now, settings, breaker = breakerRule } = options;
  const db = cluster.writer;
  const metrics = measureWriter(registry);
  const author = settings === undefined ? undefined : createAuthor({ db, settings, breaker, metrics, now });
  const asking = new Set<Promise<void>>();

  /** Asks for one wording, puts it where it is waited for, and writes it down for others. */
  async function ask(by: Author, request: Request, key: WordingKey): Promise<void> {
    const { event, found, deadline } = request;
    const { event_id: eventId } = event;
    const end: WordingEnd = await by.write(askedFor(event, key), key.tier, deadline);
    if ('words' in end) found.set(nameOf(key), end.words);
    else log.warn({ eventId, ...key, ...end }, 'writer: the template is used');
    await endWording(db, eventId, key, end).catch((error: unknown) =>
      log.warn({ err: error, eventId, ...key }, 'writer: the end of a call is not noted'),
    );
  }

  function begin(by: Author, request: Request, key: WordingKey): Promise<void> {
    const run = ask(by, request, key).finally(() => asking.delete(run));
    asking.add(run);
    return run;
  }

  /** Waits for wordings that others ask for. Whoever has not said anything after the deadline has died. */
  async function follow({ event, found, deadline }: Request, keys: readonly WordingKey[], timeoutMs: number) {
    const open = new Map(keys.map((key) => [nameOf(key), key]));
    while (open.size > 0 && !deadline.aborted) {
      const rows = new Map((await listWordings(db, event.event_id)).map((row) => [nameOf(row), row]));
      for (const [name, key] of open) {
        const row = rows.get(name);
        if (row?.state === null && row.ageMs < timeoutMs) continue;
        open.delete(name);
        const words = row?.words == null ? undefined : stillGood(askedFor(event, key), row.words);
        if (words !== undefined) found.set(name, words);
      }
      if (open.size > 0) await delay(lookEveryMs, undefined, { signal: deadline }).catch(() => undefined);
    }
  }

  async function gather(by: Author, request: Request, keys: readonly WordingKey[], timeoutMs: number): Promise<void> {
    const own = await claimWordings(db, request.event.event_id, keys);
    const names = new Set(own.map(nameOf));
    const others = keys.filter((key) => !names.has(nameOf(key)));
    const begun = own.map((key) => begin(by, request, key));
    await Promise.all([...begun, follow(request, others, timeoutMs)]);
  }

  return {
    queues: [tidyingQueue],
    schedules: [{ queue: tidyingQueue, cron: '47 * * * *', data: {} }],
    async findWordings(event, readers) {
      if (author === undefined || settings === undefined || !event.is_current || readers.length === 0)
        return withoutWordings;
      const deadline = AbortSignal.timeout(settings.timeoutMs);
      const found = new Map<string, Wording>();
      const gathered = gather(author, { event, found, deadline }, keysOf(readers), settings.timeoutMs).catch(
        (error: unknown) => log.warn({ err: error, eventId: event.event_id }, 'writer: the templates are used'),
      );
      await Promise.race([gathered, aborted(deadline)]);
      // As of now: what comes later is for other readers.
      const wordings = new Map(found);
      return (tier, language) => wordings.get(nameOf({ tier: tierOf(tier), language }));
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

type Request = { event: WordedEvent; found: Map<string, Wording>; deadline: AbortSignal };

function askedFor(event: WordedEvent, { language }: WordingKey): Asked {
  return { kind: wordingKindOf(event), tone: toneOf(event), language };
}

/** Written down by an instance that may have another version of the rules. */
function stillGood(asked: Asked, words: Wording): Wording | undefined {
  const checked = checkWording(asked, words);
  return 'wording' in checked ? checked.wording : undefined;
}

function keysOf(readers: readonly { tier: string; language: NoticeLanguage }[]): WordingKey[] {
  const keys = readers.map(({ tier, language }) => ({ tier: tierOf(tier), language }));
  return [...new Map(keys.map((key) => [nameOf(key), key])).values()];
}

function nameOf({ tier, language }: WordingKey): string {
  return `${language} ${tier}`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
