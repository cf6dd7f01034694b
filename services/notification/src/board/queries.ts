import type { Db } from '@airside/postgres';
import type { KeptRange } from './rules.ts';

/** The updates of a room that can still be read. */
export async function findKeptRange(db: Db, room: string): Promise<KeptRange> {
  const [row] = await db.query<KeptRange>(
    `select r.last_sequence as last,
            coalesce((select min(u.sequence) from room_update u where u.flight_code = r.flight_code),
                     r.last_sequence + 1) as first
       from room r where r.flight_code = $1`,
    [room],
  );
  return row ?? { first: 1, last: 0 };
}
