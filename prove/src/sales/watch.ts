import { setTimeout as delay } from 'node:timers/promises';
import type { Scene } from '../failover/scene.ts';
import { until } from '../kit/stack.ts';
import { readMoment } from './queries.ts';
import type { Moment } from './rules.ts';

const pauseMs = 5;
const patienceMs = 30_000;

/** Somebody who counts the seats of a flight in the primary all the time. */
export type Watch = {
  whenSeen(count: number): Promise<unknown>;
  /** Whether all seats are sold. Throws where they are not in time. */
  isSoldOut(): boolean;
  stop(): Promise<readonly Moment[]>;
};

export async function watchFlight({ nodes }: Scene, code: string): Promise<Watch> {
  const primary = await nodes.primary('booking');
  const moments: Moment[] = [];
  const endsMs = performance.now() + patienceMs;
  let isOver = false;
  const watching = nodes.onConnection(primary, async (query) => {
    while (!isOver) {
      moments.push(await readMoment(async (text, values) => (await query(text, values)) as never, code));
      await delay(pauseMs);
    }
  });
  return {
    whenSeen: (count) => until(`${count} looks at ${code}`, () => moments.length >= count, patienceMs),
    isSoldOut() {
      const { sold = 0, capacity = 1 } = moments.at(-1) ?? {};
      if (sold < capacity && performance.now() > endsMs) throw new Error(`${sold} of ${capacity} seats are sold`);
      return sold >= capacity;
    },
    async stop() {
      isOver = true;
      await watching;
      return moments;
    },
  };
}
