import { passengerTypes, type SeatMapAnswer } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import { fareFamilies } from '../fares/fares.ts';
import { type Departure, isOnSale } from '../flights/rules.ts';
import { composePrice } from '../orders/price.ts';
import { listSeats } from './layout.ts';
import { listSeatStates, type SeatStates } from './queries.ts';
import { seatMapOf } from './seat-maps.ts';

/**
 * The seat map of a departure, from the primary: whoever has just taken a seat expects to see it. Writes nothing: anybody may
 * look, at any of a million flights, and also while nothing can be written.
 */
export async function showSeatMap(writer: Db, flight: Departure): Promise<SeatMapAnswer> {
  const states = await listSeatStates(writer, flight.id);
  return composeSeatMap(flight, states.size === 0 ? unsoldStates(flight) : states);
}

/** Of a flight without seat rows, which the first sale or hold makes: all that its aircraft has is there. */
function unsoldStates({ aircraftType, phase }: Departure): SeatStates {
  return new Map(
    listSeats(seatMapOf(aircraftType)).map(({ name, isBlocked }) => [
      name,
      isOnSale(phase) && !isBlocked ? 'free' : 'blocked',
    ]),
  );
}

/** A seat without a row, of an aircraft that has just come instead of another, is not for sale yet. */
function composeSeatMap(flight: Departure, states: SeatStates): SeatMapAnswer {
  const map = seatMapOf(flight.aircraftType);
  const seats = listSeats(map).map(({ name, row, cabin, kind, isExitRow }) => ({
    row,
    seat: { name, cabin, kind, isExitRow, state: states.get(name) ?? ('blocked' as const) },
  }));
  return {
    flightId: flight.code,
    departureId: flight.id,
    departureDate: flight.departureDate.toString(),
    aircraftType: flight.aircraftType as SeatMapAnswer['aircraftType'],
    cabins: map.cabins.map(({ cabin, columns }) => {
      const inCabin = seats.filter(({ seat }) => seat.cabin === cabin);
      const { totalMinor, currency } = composePrice(flight, { type: 'ADT', cabin });
      return {
        cabin,
        priceMinor: totalMinor,
        prices: passengerTypes.map((type) => ({ type, totalMinor: composePrice(flight, { type, cabin }).totalMinor })),
        currency,
        columns,
        seatsLeft: inCabin.filter(({ seat }) => seat.state === 'free').length,
        rows: Array.from(
          Map.groupBy(inCabin, ({ row }) => row),
          ([row, places]) => ({
            row,
            isExitRow: map.exitRows.includes(row),
            seats: places.map(({ seat }) => seat),
          }),
        ),
      };
    }),
    fares: fareFamilies.map((family) => ({
      ...family,
      conditions: [...family.conditions],
      refunds: [...family.refunds],
    })),
  };
}
