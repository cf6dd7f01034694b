import type { FlightUpdate } from '@airside/contracts';
import type { Cluster } from '@airside/postgres';
import type { Logger } from '@airside/service';
import { setTimeout as delay } from 'node:timers/promises';
import { createHub, type Hub } from './hub.ts';
import { appendUpdate, deleteUpdatesBefore } from './queries.ts';
import type { RoomUpdate } from './updates.ts';
import type { RoomSignals } from './signals.ts';

export type Rooms = Pick<Hub, 'join' | 'leave' | 'size'> & {
  /** Says something to everybody in a room, on whatever instance; answers its number. */
  broadcast(flightCode: string, update: string): Promise<number>;
  /** A signal from another instance. */
  onSignal(flightCode: string): void;
  /** A room was written to on this instance: everybody who listens is told, on whatever instance. */
  announce(flightCode: string): void;
  close(): Promise<void>;
};

/** How often each hub looks by itself, for signals that were lost. */
const lookEveryMs = 1000;
const cleanEveryMs = 10 * 60_000;
/** Longer than anybody is away and expects to resume. */
const keepFor = Temporal.Duration.from({ hours: 24 });

export function createRooms(deps: {
  cluster: Cluster;
  /** Absent until the connection is made. */
  signals: () => RoomSignals | undefined;
  logger: Logger;
  now: () => Temporal.Instant;
}): Rooms {
  const { cluster, signals, logger, now } = deps;
  const hub = createHub({ db: cluster.writer, logger, compose: composeFrame });
  const stopped = new AbortController();

  async function repeat(everyMs: number, what: string, work: () => Promise<void>): Promise<void> {
    while (!stopped.signal.aborted) {
      await work().catch((error: unknown) => logger.warn({ err: error }, `${what} failed; the next turn tries again`));
      await delay(everyMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  const running = [
    repeat(lookEveryMs, 'look into the rooms', () => hub.wakeAll()),
    repeat(cleanEveryMs, 'cleaning of the rooms', () => deleteUpdatesBefore(cluster.writer, now().subtract(keepFor))),
  ];

  const wake = (flightCode: string) => {
    hub.wake(flightCode).catch((error: unknown) => logger.debug({ err: error, flightCode }, 'room not read'));
  };

  const announce = (flightCode: string) => {
    signals()?.send(flightCode);
    wake(flightCode);
  };

  return {
    join: (flightCode, member, after) => hub.join(flightCode, member, after),
    leave: (flightCode, member) => hub.leave(flightCode, member),
    size: () => hub.size(),
    onSignal: wake,
    announce,
    async broadcast(flightCode, update) {
      const sequence = await appendUpdate(cluster.writer, flightCode, { update });
      announce(flightCode);
      return sequence;
    },
    async close() {
      stopped.abort();
      await Promise.all(running);
    },
  };
}

function composeFrame(flightCode: string, { sequence, content, createdAt }: RoomUpdate): string {
  const data: FlightUpdate = { ...content, flight_code: flightCode, sequence, at: createdAt.toString() };
  return JSON.stringify({ event: 'flight_update', data });
}
