import type { OperationPayload } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Box } from './rules.ts';

/** Where a flight was seen; the latest sight wins, whichever order they come in. */
export async function upsertPosition(tx: Db, flightId: number, seen: OperationPayload<'POSITION'>): Promise<void> {
  await tx.query(
    `insert into position as p (flight_id, latitude, longitude, altitude_ft, heading, ground_speed_kt, seen_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (flight_id) do update
        set latitude = excluded.latitude, longitude = excluded.longitude, altitude_ft = excluded.altitude_ft,
            heading = excluded.heading, ground_speed_kt = excluded.ground_speed_kt, seen_at = excluded.seen_at,
            updated_at = clock_timestamp()
      where p.seen_at < excluded.seen_at`,
    [flightId, seen.lat, seen.lon, seen.altitude_ft, seen.heading, seen.ground_speed_kt, seen.at],
  );
}

export type PositionRow = {
  flightId: number;
  code: string;
  latitude: number;
  longitude: number;
  altitudeFt: number;
  heading: number;
  groundSpeedKt: number;
  seenAt: Temporal.Instant;
};

/** Flights in the air, by code. */
export async function listPositions(db: Db, box: Box | undefined): Promise<PositionRow[]> {
  return db.query<PositionRow>(
    `select p.flight_id as "flightId", f.code, p.latitude, p.longitude, p.altitude_ft as "altitudeFt", p.heading,
            p.ground_speed_kt as "groundSpeedKt", p.seen_at as "seenAt"
       from position p join flight f on f.id = p.flight_id
      where f.phase in ('airborne', 'diverted')
        and ($1::float8 is null or (p.latitude between $1 and $3
             and case when $2::float8 <= $4::float8 then p.longitude between $2 and $4
                      else p.longitude >= $2 or p.longitude <= $4 end))
      order by f.code, p.flight_id
      limit 10000`,
    [box?.south ?? null, box?.west ?? null, box?.north ?? null, box?.east ?? null],
  );
}
