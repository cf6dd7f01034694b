/** Seats of an aircraft type by cabin: of a flight whose seat rows have not been made yet, this many are left. */
const seatsByType = {
  A320: { economy: 180 },
  A321: { business: 16, economy: 180 },
  B738: { business: 12, economy: 151 },
  E190: { business: 9, economy: 86 },
  B789: { business: 32, economy: 227 },
} as const;

/** The same as JSON, for the statements that count seats. */
export const capacities = JSON.stringify(seatsByType);
