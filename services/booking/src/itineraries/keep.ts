import type { Cluster, Db } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import type { RouteSize } from './draft.ts';
import type { Question } from './messages.ts';
import {
  countRoutes,
  findGreatestId,
  findOutboxPlace,
  type OutboxPlace,
  readFlights,
  readNews,
  readPage,
} from './queries.ts';
import type { Journey } from './rounds.ts';
import { openThread, type Thread, unavailable } from './thread.ts';

export type KeepDeps = {
  cluster: Cluster;
  countries: ReadonlyMap<string, string>;
  now: () => Temporal.Instant;
  logger: Logger;
  /** Told how many flights the timetable has, whenever it has been read. */
  onRead?: (flights: number) => void;
};

/** The timetable of one instance: read from a standby, then kept up to date by the events of the flights. */
export type KeptTimetable = {
  /** Reads the timetable first, where that has not been done. Throws SERVICE_UNAVAILABLE while it takes too long. */
  search(question: Question): Promise<Journey[]>;
  /** Reads the timetable at once where there are many flights, so that nobody waits for it; else at the first search. */
  warmUp(): Promise<void>;
  stop(): Promise<void>;
};

const manyFlights = 20_000;
const pageSize = 10_000;
const countedAtOnce = 100_000;
/** How often the outbox is looked at, in milliseconds. */
const lookEveryMs = 500;
const newsAtOnce = 5000;
/** Whoever has not looked for so long reads all anew: the outbox keeps a day. */
const longestBlindMs = 6 * 3_600_000;
const longestWaitMs = 5000;
const pauseAfterFaultMs = 1000;

/**
 * Events are read from the outbox, where they are in one order and none is lost, rather than from a consumer group: groups
 * share events among the instances, and each instance has a timetable of its own.
 */
export function keepTimetable(deps: KeepDeps): KeptTimetable {
  const stopped = new AbortController();
  let ready = Promise.withResolvers<Thread>();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      const thread = openThread(deps.countries);
      let isReady = false;
      try {
        let place = await load(deps, thread, stopped.signal);
        ready.resolve(thread);
        isReady = true;
        while (!stopped.signal.aborted) place = await follow(deps, thread, place, stopped.signal);
      } catch (error) {
        if (!stopped.signal.aborted) deps.logger.warn({ err: error }, 'timetable lost; reading it anew');
      } finally {
        // Whoever waits for the first one gets the next.
        if (isReady) ready = Promise.withResolvers();
        await thread.close();
      }
      await pause(pauseAfterFaultMs, stopped.signal);
    }
    ready.promise.catch(() => undefined);
    ready.reject(new Error('stopped'));
  }

  const start = () => {
    running ??= run();
  };

  return {
    async search(question) {
      start();
      const thread = await within(ready.promise, longestWaitMs);
      return thread.search(question);
    },
    async warmUp() {
      if ((await findGreatestId(deps.cluster.reader)) >= manyFlights) start();
    },
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/** Reads all flights into a new timetable; answers the place in the outbox from where its news are to be read. */
async function load(
  { cluster, now, logger, onRead }: KeepDeps,
  thread: Thread,
  signal: AbortSignal,
): Promise<OutboxPlace> {
  const startedMs = performance.now();
  // In this order: a change that the reading misses comes after the place, and the standby has what came before it.
  const place = await findOutboxPlace(cluster.writer);
  const standby = cluster.readerAfter(await cluster.position());
  thread.begin(await countFlights(standby));
  for (let after: number | null = 0; after !== null; ) {
    if (signal.aborted) throw new Error('stopped');
    const { pieces, lastId } = await readPage(standby, { after, limit: pageSize, now: now() });
    for (const piece of pieces) thread.add(piece);
    after = lastId;
  }
  const flights = await thread.finish();
  onRead?.(flights);
  logger.info({ flights, tookMs: Math.round(performance.now() - startedMs) }, 'timetable read');
  return place;
}

/** In parts, each well below the longest time of a statement. */
async function countFlights(db: Db): Promise<RouteSize[]> {
  const greatest = await findGreatestId(db);
  const sizes = new Map<string, RouteSize>();
  for (let after = 0; after < greatest; after += countedAtOnce) {
    for (const { origin, destination, flights } of await countRoutes(db, after, after + countedAtOnce)) {
      const before = sizes.get(origin + destination)?.flights ?? 0;
      sizes.set(origin + destination, { origin, destination, flights: before + flights });
    }
  }
  return [...sizes.values()];
}

/** Applies news until there is a reason to go on from another place: many flights have come, or it was blind for too long. */
async function follow(deps: KeepDeps, thread: Thread, from: OutboxPlace, signal: AbortSignal): Promise<OutboxPlace> {
  const { cluster, now, logger } = deps;
  let place = from;
  let lookedMs = performance.now();
  for (;;) {
    const failure = thread.failure();
    if (failure !== undefined) throw failure;
    if (performance.now() - lookedMs > longestBlindMs) return load(deps, thread, signal);
    const news = await readNews(cluster.writer, place, newsAtOnce).catch((error: unknown) => {
      // The timetable serves on as it is; pages are looked up in the database anyway.
      logger.debug({ err: error }, 'timetable is not told of changes');
      return 'unknown' as const;
    });
    if (news !== 'unknown') lookedMs = performance.now();
    if (news === undefined || news === 'unknown') {
      await pause(lookEveryMs, signal);
      if (signal.aborted) return place;
      continue;
    }
    if (news.isLoaded) return load(deps, thread, signal);
    if (news.ids.length > 0) thread.put(await readFlights(cluster.writer, news.ids, now()));
    place = { xid: news.xid, seq: news.seq };
  }
}

async function within<Value>(promise: Promise<Value>, ms: number): Promise<Value> {
  const late = new AbortController();
  try {
    return await Promise.race([
      promise.catch((error: unknown) => {
        throw unavailable(error);
      }),
      delay(ms, undefined, { signal: late.signal }).then(() => {
        throw unavailable(new Error('the timetable is being read'));
      }),
    ]);
  } finally {
    late.abort();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
