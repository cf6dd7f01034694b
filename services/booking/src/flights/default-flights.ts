import type { DelayReason } from '@airside/contracts';

/** A flight that is offered every day; times are airport-local. */
export type DailyFlight = {
  code: string;
  airline: string;
  origin: string;
  destination: string;
  departs: string;
  arrives: string;
  /** Days between the local dates of departure and arrival. */
  arrivesDaysLater: number;
  priceMinor: number;
  /** State of each new departure. */
  state: { kind: 'onTime' } | { kind: 'cancelled' } | { kind: 'delayed'; minutes: number; reason: DelayReason };
};

type Row = [code: string, airline: string, destination: string, departs: string, arrives: string, price: number];

const onTime = { kind: 'onTime' } as const;

function fromChisinau([code, airline, destination, departs, arrives, price]: Row): DailyFlight {
  return {
    code,
    airline,
    origin: 'RMO',
    destination,
    departs,
    arrives,
    arrivesDaysLater: arrives < departs ? 1 : 0,
    priceMinor: price * 100,
    state: onTime,
  };
}

const flights = (
  [
    ['FL001', 'WizzAir', 'LTN', '10:00', '12:00', 200],
    ['FL002', 'FlyOne', 'STN', '13:30', '15:35', 180],
    ['FL006', 'Ryanair', 'STN', '18:00', '20:05', 150],
    ['FL003', 'WizzAir', 'BER', '07:15', '08:50', 220],
    ['FL008', 'WizzAir', 'BER', '16:40', '18:15', 210],
    ['FL010', 'Air Moldova', 'BER', '20:10', '21:45', 270],
    ['FL005', 'Japan Airlines', 'NRT', '11:00', '06:30', 600],
    ['FL007', 'FlyOne', 'FCO', '23:00', '00:30', 230],
    ['FL009', 'EasyJet', 'CDG', '09:20', '11:30', 190],
    ['FL004', 'Air Moldova', 'ORY', '14:00', '16:10', 250],
    ['FL012', 'Turkish Airlines', 'IST', '12:45', '14:20', 250],
  ] satisfies Row[]
).map(fromChisinau);

const states: Record<string, DailyFlight['state']> = {
  FL004: { kind: 'delayed', minutes: 35, reason: 'OTHER' },
  FL006: { kind: 'cancelled' },
};

/** The default flights (api.md §1), sold in euros. */
export const defaultFlights: readonly DailyFlight[] = flights.map((flight) => ({
  ...flight,
  state: states[flight.code] ?? onTime,
}));
