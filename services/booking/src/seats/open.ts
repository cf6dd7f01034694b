import type { Db } from '@airside/postgres';
import type { Departure } from '../flights/rules.ts';
import { openSeats } from './open-queries.ts';

/** Makes the seats of those that have none yet. */
export async function openAll(db: Db, departures: readonly Pick<Departure, 'id' | 'aircraftType'>[]): Promise<void> {
  for (const [aircraftType, flights] of Map.groupBy(departures, (each) => each.aircraftType)) {
    await openSeats(
      db,
      aircraftType,
      flights.map(({ id }) => id),
    );
  }
}
