import type { PositionResource } from '@airside/contracts';
import type { PositionRow } from './queries.ts';

/** A position as the resource API shows it. */
export function positionResource(row: PositionRow): PositionResource {
  return {
    flight_id: row.code,
    departure_id: row.flightId,
    lat: row.latitude,
    lon: row.longitude,
    altitude_ft: row.altitudeFt,
    heading: row.heading,
    ground_speed_kt: row.groundSpeedKt,
    at: row.seenAt.toString(),
  };
}
