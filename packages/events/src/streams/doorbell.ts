import { allPartitions, bellChannel } from '../partitions.ts';
import type { RedisClient } from './client.ts';
import { connectListener } from './listener.ts';

/**
 * Tells consumers that a partition has something new, over one connection for all of them: a blocking read would take a
 * connection for each partition and group. A ring may be lost; whoever waits looks by himself after a while.
 */
export type Doorbell = {
  /** How often the partition has rung; read it before looking, and wait for more. */
  rings(partition: number): number;
  /** Resolves when the partition has rung more than `heard` times, or after `longestMs`, or when the signal says so. */
  wait(partition: number, heard: number, longestMs: number, signal: AbortSignal): Promise<void>;
  close(): void;
};

/** Listens to the bell of a stream, on a connection of its own. */
export function connectDoorbell(redis: RedisClient, stream: string): Doorbell {
  const counts = allPartitions.map(() => 0);
  const waiting = new Map<number, Set<() => void>>();
  const channel = bellChannel(stream);
  const subscriber = connectListener(redis);

  function ring(partition: number): void {
    counts[partition] = (counts[partition] ?? 0) + 1;
    for (const wake of waiting.get(partition) ?? []) wake();
  }

  // What rang while nobody listened is not known.
  subscriber.on('ready', () => {
    subscriber.subscribe(channel).then(
      () => allPartitions.forEach(ring),
      () => undefined,
    );
  });
  subscriber.on('message', (_channel: string, partition: string) => ring(Number(partition)));
  // Without the bell consumers look by themselves; without a listener the process would end.
  subscriber.on('error', () => undefined);

  return {
    rings: (partition) => counts[partition] ?? 0,
    wait(partition, heard, longestMs, signal) {
      if (signal.aborted || (counts[partition] ?? 0) > heard) return Promise.resolve();
      return new Promise((resolve) => {
        const wakers = waiting.get(partition) ?? new Set();
        waiting.set(partition, wakers);
        const wake = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          wakers.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, longestMs);
        signal.addEventListener('abort', wake);
        wakers.add(wake);
      });
    },
    close: () => subscriber.disconnect(),
  };
}
