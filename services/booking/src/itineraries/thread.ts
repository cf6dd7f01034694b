import { Problem } from '@airside/contracts';
import { Worker } from 'node:worker_threads';
import type { RouteSize } from './draft.ts';
import type { FromThread, Question, ToThread } from './messages.ts';
import type { Records } from './records.ts';
import type { Journey } from './rounds.ts';

/** The thread that keeps the timetable, seen from outside. */
export type Thread = {
  begin(sizes: RouteSize[]): void;
  add(records: Records): void;
  /** Flights of the new timetable. Throws where the thread has ended. */
  finish(): Promise<number>;
  put(records: Records): void;
  /** Throws OVERLOADED where too many wait, SERVICE_UNAVAILABLE where no answer comes in time. */
  search(question: Question): Promise<Journey[]>;
  /** Why it ended; undefined while it works. */
  failure(): Error | undefined;
  close(): Promise<void>;
};

/** Searches under way at once; at a few milliseconds each, more would wait for seconds. */
const mostWaiting = 500;
const longestSearchMs = 5000;

type Waiting = { resolve: (journeys: Journey[]) => void; reject: (error: Error) => void; timer: NodeJS.Timeout };

export function openThread(countries: ReadonlyMap<string, string>): Thread {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: countries,
    // What it allocates lives long or not at all; a large nursery would only be memory.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  const waiting = new Map<number, Waiting>();
  let number = 0;
  let failure: Error | undefined;
  let finishing: PromiseWithResolvers<number> | undefined;

  function settle(of: number): Waiting | undefined {
    const one = waiting.get(of);
    waiting.delete(of);
    clearTimeout(one?.timer);
    return one;
  }

  function end(error: Error): void {
    failure ??= error;
    finishing?.reject(failure);
    for (const each of waiting.keys()) settle(each)?.reject(unavailable(failure));
  }

  worker.on('message', (message: FromThread) => {
    if (message.kind === 'finished') finishing?.resolve(message.flights);
    else if (message.kind === 'found') settle(message.number)?.resolve(message.journeys);
    else settle(message.number)?.reject(new Error(`a search failed: ${message.reason}`));
  });
  worker.on('error', end);
  worker.on('exit', () => end(new Error('the thread of the timetable has ended')));

  const post = (message: ToThread) => worker.postMessage(message);
  /** The bytes change hands without being copied. */
  const postRecords = (kind: 'add' | 'put', records: Records) =>
    worker.postMessage({ kind, records } satisfies ToThread, [records.bytes.buffer]);

  return {
    begin: (sizes) => post({ kind: 'begin', sizes }),
    add: (records) => postRecords('add', records),
    put: (records) => postRecords('put', records),
    async finish() {
      if (failure !== undefined) throw failure;
      finishing = Promise.withResolvers();
      post({ kind: 'finish' });
      return finishing.promise;
    },
    search(question) {
      if (failure !== undefined) return Promise.reject(unavailable(failure));
      if (waiting.size >= mostWaiting) return Promise.reject(new Problem('OVERLOADED', { retryAfterSeconds: 1 }));
      number = (number + 1) % Number.MAX_SAFE_INTEGER;
      const mine = number;
      return new Promise((resolve, reject) => {
        const late = () => settle(mine)?.reject(unavailable(new Error('a search took too long')));
        waiting.set(mine, { resolve, reject, timer: setTimeout(late, longestSearchMs) });
        post({ kind: 'search', number: mine, question });
      });
    },
    failure: () => failure,
    async close() {
      await worker.terminate();
    },
  };
}

/** Itineraries cannot be had now. */
export function unavailable(cause: unknown): Problem {
  return new Problem('SERVICE_UNAVAILABLE', {
    params: { service: 'The timetable' },
    retryAfterSeconds: 2,
    cause,
  });
}
