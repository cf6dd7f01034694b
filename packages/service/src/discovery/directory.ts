import { Directory, headers, type Instance, longestWatchSeconds, type ServiceName } from '@airside/contracts';
import { setTimeout as delay } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import { request } from 'undici';
import type { Logger } from '../logger.ts';
import { adoptDirectory, emptyDirectory } from './rules.ts';

export type DirectoryOptions = {
  discoveryUrls: readonly string[];
  clusterSecret: string;
  logger: Logger;
  /** Last-known-good list from an earlier life of the process. */
  initial?: Directory | undefined;
};

/** What discovery lists, kept up to date by a blocking watch. With discovery gone, the last known list stays. */
export type DirectoryWatch = {
  /** Instances of a service in state `up`. */
  find(service: ServiceName): readonly Instance[];
  current(): Directory;
  /** Called after each change; returns a function that ends it. */
  onChange(listener: (directory: Directory) => void): () => void;
  /** Resolves when the first list has come, or after `timeoutMs`; tells which. */
  whenKnown(timeoutMs: number): Promise<boolean>;
  /** Milliseconds since discovery last answered; Infinity before the first time. */
  ageMs(): number;
  close(): Promise<void>;
};

const longestDirectoryBytes = 4 * 1024 * 1024;
const directoryCheck = Compile(Directory);

export function watchDirectory(options: DirectoryOptions): DirectoryWatch {
  const stopped = new AbortController();
  const listeners = new Set<(directory: Directory) => void>();
  let directory = options.initial ?? emptyDirectory;
  let answeredAt = Number.NEGATIVE_INFINITY;
  let position = 0;
  let failures = 0;

  async function ask(): Promise<void> {
    const base = options.discoveryUrls[position % options.discoveryUrls.length] ?? '';
    const isFirst = answeredAt === Number.NEGATIVE_INFINITY || failures > 0;
    // After a fault the list is asked for at once, not watched: another discovery may count revisions anew.
    const query = isFirst ? '' : `?revision=${encodeURIComponent(directory.revision)}&waitSeconds=25`;
    const answer = await request(`${base}/services${query}`, {
      headers: { [headers.clusterSecret]: options.clusterSecret },
      headersTimeout: (longestWatchSeconds + 5) * 1000,
      bodyTimeout: 5000,
      signal: stopped.signal,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text.length > longestDirectoryBytes)
      throw new Error(`discovery answered ${answer.statusCode}`);
    const received: unknown = JSON.parse(text);
    if (!directoryCheck.Check(received)) throw new Error('discovery answered something that is not a directory');
    failures = 0;
    answeredAt = performance.now();
    const adopted = adoptDirectory(directory, received);
    const isChanged = adopted.revision !== directory.revision;
    directory = adopted;
    if (isChanged || isFirst) for (const listener of listeners) listener(directory);
  }

  async function loop(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await ask();
      } catch (error) {
        if (stopped.signal.aborted) return;
        if (failures === 0)
          options.logger.warn({ err: error }, 'discovery does not answer; the last known directory stays in use');
        failures += 1;
        position += 1;
        await delay(Math.min(100 * failures, 1000), undefined, {
          signal: stopped.signal,
        }).catch(() => undefined);
      }
    }
  }

  const running = loop();
  return {
    find: (service) => (directory.services[service] ?? []).filter(({ state }) => state === 'up'),
    current: () => directory,
    ageMs: () => performance.now() - answeredAt,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    whenKnown(timeoutMs) {
      if (answeredAt !== Number.NEGATIVE_INFINITY) return Promise.resolve(true);
      return new Promise((resolve) => {
        const timer = setTimeout(() => finish(false), timeoutMs);
        const finish = (isKnown: boolean) => {
          clearTimeout(timer);
          listeners.delete(onFirst);
          resolve(isKnown);
        };
        const onFirst = () => finish(true);
        listeners.add(onFirst);
      });
    },
    async close() {
      stopped.abort();
      await running;
    },
  };
}
