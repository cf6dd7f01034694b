import type { Db } from '@airside/postgres';
import type { RoomUpdate, UpdateContent } from './updates.ts';

/** Gives the update the room's next number. Writers of one room wait for each other's commit. */
export async function appendUpdate(db: Db, flightCode: string, content: UpdateContent): Promise<number> {
  const [row] = await db.query<{ sequence: number }>(
    `with counted as (
       insert into room (flight_code, last_sequence) values ($1, 1)
       on conflict (flight_code) do update set last_sequence = room.last_sequence + 1
       returning last_sequence
     )
     insert into room_update (flight_code, sequence, content)
     select $1, last_sequence, $2::jsonb from counted
     returning sequence`,
    [flightCode, JSON.stringify(content)],
  );
  if (row === undefined) throw new Error('the room gave no number');
  return row.sequence;
}

/** The next updates after a number, in order. */
export async function listUpdatesAfter(
  db: Db,
  flightCode: string,
  after: number,
  limit: number,
): Promise<RoomUpdate[]> {
  return db.query<RoomUpdate>(
    `select sequence, content, created_at as "createdAt" from room_update
      where flight_code = $1 and sequence > $2 order by sequence limit $3`,
    [flightCode, after, limit],
  );
}

/** Last number of each room; rooms that have never been told anything are absent. */
export async function listLastSequences(db: Db, flightCodes: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.query<{ flightCode: string; lastSequence: number }>(
    `select flight_code as "flightCode", last_sequence as "lastSequence" from room where flight_code = any($1)`,
    [flightCodes],
  );
  return new Map(rows.map(({ flightCode, lastSequence }) => [flightCode, lastSequence]));
}

export async function deleteUpdatesBefore(db: Db, before: Temporal.Instant): Promise<void> {
  await db.query('delete from room_update where created_at < $1', [before]);
}
