import type { DailyFlight } from '../flights/default-flights.ts';

/** The sample flights of api.md §5, of an airline that does not exist; times are local at the airports. */
export const sampleFlights: readonly (DailyFlight & { gate: string })[] = [
  ['SW1234', 'DAL', 'LAX', 'A12', '08:00', '09:20', 18_900],
  ['SW5678', 'HOU', 'DEN', 'B7', '09:30', '10:55', 15_900],
  ['SW9012', 'PHX', 'OAK', 'C3', '11:15', '12:10', 12_900],
  ['SW3456', 'LAS', 'SEA', 'A5', '14:40', '17:25', 17_900],
  ['SW7890', 'SAN', 'PDX', 'B12', '16:05', '18:45', 16_900],
].map(([code, origin, destination, gate, departs, arrives, priceMinor]) => ({
  code: String(code),
  airline: 'Skyway',
  origin: String(origin),
  destination: String(destination),
  gate: String(gate),
  departs: String(departs),
  arrives: String(arrives),
  arrivesDaysLater: 0,
  priceMinor: Number(priceMinor),
  state: { kind: 'onTime' },
}));

export type SamplePassenger = {
  id: number;
  firstName: string;
  lastName: string;
  tier: 'MEMBER' | 'A-LIST' | 'A-LIST PREFERRED';
  specialRequests: string | null;
  channels: { email: boolean; sms: boolean; push: boolean };
};

const member = 'MEMBER';
const list = 'A-LIST';
const preferred = 'A-LIST PREFERRED';

/** P001 to P010; nobody who lives. Addresses are of example.org and of the numbers that are kept for fiction. */
export const samplePassengers: readonly SamplePassenger[] = [
  passenger(1, 'Emma', 'Larkin', preferred, { email: true, sms: true, push: true }),
  passenger(2, 'Noah', 'Okafor', list, { email: true, sms: true, push: false }),
  passenger(3, 'Maria', 'Delgado', member, { email: true, sms: true, push: false }, 'Wheelchair assistance'),
  passenger(4, 'Liam', 'Brandt', member, { email: true, sms: false, push: false }),
  passenger(5, 'Aisha', 'Rahman', list, { email: true, sms: false, push: true }),
  passenger(6, 'Jonas', 'Lind', member, { email: false, sms: true, push: false }),
  passenger(7, 'Chloe', 'Moreau', preferred, { email: true, sms: true, push: true }),
  passenger(8, 'Diego', 'Santos', member, { email: true, sms: true, push: false }),
  passenger(9, 'Yuki', 'Tanaka', list, { email: true, sms: false, push: true }),
  passenger(10, 'Sam', 'Whitfield', member, { email: true, sms: true, push: false }),
];

function passenger(
  id: number,
  firstName: string,
  lastName: string,
  tier: SamplePassenger['tier'],
  channels: SamplePassenger['channels'],
  specialRequests: string | null = null,
): SamplePassenger {
  return { id, firstName, lastName, tier, channels, specialRequests };
}

export type SampleBooking = { id: number; flightCode: string; passengerId: number; seat: string; locator: string };

/** B001 to B015: four on SW1234, four on SW5678, two on SW9012, three on SW3456, two on SW7890. */
export const sampleBookings: readonly SampleBooking[] = [
  ['SW1234', 1, '3A'],
  ['SW1234', 2, '3B'],
  ['SW1234', 3, '4C'],
  ['SW1234', 4, '12D'],
  ['SW5678', 5, '5A'],
  ['SW5678', 6, '9C'],
  ['SW5678', 7, '2A'],
  ['SW5678', 8, '14F'],
  ['SW9012', 9, '7B'],
  ['SW9012', 10, '8E'],
  ['SW3456', 1, '6C'],
  ['SW3456', 5, '6D'],
  ['SW3456', 8, '11A'],
  ['SW7890', 7, '2F'],
  ['SW7890', 2, '10C'],
].map(([flightCode, passengerId, seat], index) => ({
  id: index + 1,
  flightCode: String(flightCode),
  passengerId: Number(passengerId),
  seat: String(seat),
  locator: `SMPL${String.fromCodePoint(66 + Math.floor(index / 8))}${(index % 8) + 2}`,
}));
