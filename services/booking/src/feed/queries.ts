import type { Db } from '@airside/postgres';
import type { Aspect, Decision, FlightEvent } from './rules.ts';

/** When the last event happened that spoke of one of these sides; undefined where none has. */
export async function findLatest(
  tx: Db,
  flightId: number,
  aspects: readonly Aspect[],
): Promise<Temporal.Instant | undefined> {
  const [row] = await tx.query<{ latest: Temporal.Instant | null }>(
    'select max(event_time) as latest from flight_signal where flight_id = $1 and aspect = any($2)',
    [flightId, aspects],
  );
  return row?.latest ?? undefined;
}

/** Notes that the event is the last one that spoke of these sides. */
export async function updateSignals(
  tx: Db,
  flightId: number,
  aspects: readonly Aspect[],
  { event_id, timestamp }: Pick<FlightEvent, 'event_id' | 'timestamp'>,
): Promise<void> {
  await tx.query(
    `insert into flight_signal (flight_id, aspect, event_time, event_id) select $1, unnest($2::text[]), $3, $4
     on conflict (flight_id, aspect) do update set event_time = excluded.event_time, event_id = excluded.event_id`,
    [flightId, aspects, timestamp, event_id],
  );
}

export async function insertApplied(
  tx: Db,
  flightId: number,
  { event_id, event_type, timestamp }: FlightEvent,
  { effect, remark }: Pick<Decision, 'effect' | 'remark'>,
): Promise<void> {
  await tx.query(
    `insert into applied_event (event_id, flight_id, event_type, event_time, effect, remark)
     values ($1, $2, $3, $4, $5, $6)`,
    [event_id, flightId, event_type, timestamp, effect, remark ?? null],
  );
}
