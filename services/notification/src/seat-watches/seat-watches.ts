import type { SeatsUpdate } from '@airside/contracts';
import { type BusMember, subscribe, type Subscription } from '@airside/events';
import type { RedisClient } from '@airside/redis';
import type { Logger } from '@airside/service';
import { combineUpdates } from './rules.ts';

/** A socket that shows a seat map. */
export type SeatWatcher = { deliver(frame: string): void };

/** Who of this instance watches the seats of which flight. */
export type SeatWatches = {
  watch(flightCode: string, watcher: SeatWatcher): void;
  unwatch(flightCode: string, watcher: SeatWatcher): void;
};

const channel = 'airside:seats';

/**
 * Seat maps are told of changes by way of Redis alone, without a table: what is missed is in the map. When the connection has
 * been away, every watcher is told to load it anew. `subscriber` is a connection that listens only.
 */
export function createSeatWatches(options: { subscriber: RedisClient; logger: Logger }): SeatWatches {
  const { subscriber, logger } = options;
  const watchers = new Map<string, Set<SeatWatcher>>();
  let hasListened = false;

  function tell(update: SeatsUpdate): void {
    const listening = watchers.get(update.flight_code);
    if (listening === undefined) return;
    const frame = JSON.stringify({ event: 'seats_update', data: update });
    for (const watcher of listening) watcher.deliver(frame);
  }

  async function listen(): Promise<void> {
    await subscriber.subscribe(channel);
    if (hasListened) for (const flight_code of watchers.keys()) tell({ flight_code, seats: [], reload: true });
    hasListened = true;
  }

  const begin = () => {
    listen().catch((error: unknown) => logger.warn({ err: error }, 'seat maps are not told of changes'));
  };
  subscriber.on('message', (from: string, text: string) => {
    if (from === channel) tell(JSON.parse(text) as SeatsUpdate);
  });
  subscriber.on('ready', begin);
  if (subscriber.status === 'ready') begin();

  return {
    watch(flightCode, watcher) {
      const listening = watchers.get(flightCode) ?? new Set();
      watchers.set(flightCode, listening.add(watcher));
    },
    unwatch(flightCode, watcher) {
      const listening = watchers.get(flightCode);
      listening?.delete(watcher);
      if (listening?.size === 0) watchers.delete(flightCode);
    },
  };
}

/** Passes changes of seats from the stream on to all instances; the instances share its partitions. */
export function followSeats(bus: BusMember): Subscription {
  return subscribe({
    ...bus,
    stream: 'flights',
    group: 'notification/seats',
    async handleBatch(events) {
      for (const update of combineUpdates(events)) await bus.redis.publish(channel, JSON.stringify(update));
    },
  });
}
