import type { AirsideEvent, SeatChange } from '@airside/contracts';
import { createEvent } from '@airside/events';
import type { Departure } from '../flights/rules.ts';

/** What is published when seats of a departure are sold, held or free again; with `aircraftType` where all are others now. */
export function seatsEvent(
  flight: Pick<Departure, 'id' | 'code' | 'origin' | 'destination'>,
  seats: readonly SeatChange[],
  { id, time, aircraftType }: { id: string; time: Temporal.Instant; aircraftType?: string },
): AirsideEvent {
  return createEvent(
    {
      type: 'seats.changed',
      source: '/booking_service',
      subject: flight.code,
      data: {
        flight_id: flight.code,
        departure_id: flight.id,
        origin: flight.origin,
        destination: flight.destination,
        seats: [...seats],
        ...(aircraftType === undefined ? {} : { aircraft_type: aircraftType }),
        timestamp: time.toString(),
      },
    },
    { id, time },
  );
}
