/** Seats of an aircraft type by cabin: of a flight whose seat rows have not been made yet, this many are left. */
const seatsByType = {
  E190: { economy: 100, business: 0 },
  A320: { economy: 180, business: 0 },
  A321: { economy: 220, business: 0 },
  B738: { economy: 189, business: 0 },
  B789: { economy: 260, business: 28 },
} as const;

/** The same as JSON, for the statements that count seats: `[{"type","cabin","seats"}]`. */
export const worldCabins = JSON.stringify(
  Object.entries(seatsByType).flatMap(([type, cabins]) =>
    Object.entries(cabins).map(([cabin, seats]) => ({ type, cabin, seats })),
  ),
);
