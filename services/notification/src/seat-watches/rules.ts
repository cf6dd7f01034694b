import type { AirsideEvent, SeatsUpdate, SeatState } from '@airside/contracts';

/**
 * What to tell of a batch of events in order: one update for each departure, with the last state of each seat. Where the
 * aircraft is another, the seat map has to be loaded anew, and what was said of its seats before is of no use.
 */
export function combineUpdates(events: readonly AirsideEvent[]): SeatsUpdate[] {
  const departures = new Map<number, { flightCode: string; isReload: boolean; seats: Map<string, SeatState> }>();
  for (const { type, data } of events) {
    if (type !== 'seats.changed') continue;
    const known = departures.get(data.departure_id);
    const update = known ?? { flightCode: data.flight_id, isReload: false, seats: new Map<string, SeatState>() };
    departures.set(data.departure_id, update);
    if (data.aircraft_type !== undefined) {
      update.isReload = true;
      update.seats.clear();
    }
    for (const { name, state } of data.seats) update.seats.set(name, state);
  }
  return Array.from(departures, ([departure_id, { flightCode, isReload, seats }]) => ({
    flight_code: flightCode,
    departure_id,
    seats: Array.from(seats, ([name, state]) => ({ name, state })),
    ...(isReload ? { reload: true } : {}),
  })).filter(({ seats, reload }) => seats.length > 0 || reload === true);
}
