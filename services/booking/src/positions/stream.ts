import { composeEvent, type EventStream, type Logger, repeat } from '@airside/service';
import type { Db } from '@airside/postgres';
import { listPositions } from './queries.ts';
import { positionResource } from './resource.ts';

/** Seconds between two looks at what has moved. */
const lookEverySeconds = 1;

/** Tells everybody who follows the map where the flights are, once a second and only what has moved. */
export function createPositionFeed({ db, logger }: { db: Db; logger: Logger }) {
  const readers = new Set<EventStream>();
  /** What was told last, by flight. */
  let told = new Map<number, string>();

  async function look(): Promise<void> {
    if (readers.size === 0) return told.clear();
    const rows = await listPositions(db, undefined);
    const moved = rows.filter(({ flightId, seenAt }) => told.get(flightId) !== seenAt.toString());
    const now = new Map(rows.map(({ flightId, seenAt }) => [flightId, seenAt.toString()]));
    const gone = [...told.keys()].filter((flightId) => !now.has(flightId));
    told = now;
    if (moved.length === 0 && gone.length === 0) return;
    const event = composeEvent('positions', { positions: moved.map(positionResource), landed: gone });
    for (const reader of readers) reader.deliver(event);
  }

  const looking = repeat('look at the positions', lookEverySeconds, look, logger);
  return {
    /** The reader begins with all that is in the air. */
    async join(reader: EventStream): Promise<void> {
      const rows = await listPositions(db, undefined);
      reader.deliver(composeEvent('positions', { positions: rows.map(positionResource), landed: [] }));
      readers.add(reader);
    },
    leave: (reader: EventStream) => void readers.delete(reader),
    stop: () => looking.stop(),
  };
}
