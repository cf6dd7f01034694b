import { distanceNm } from './geography.ts';
import { profileOf } from './profile.ts';
import type { Random } from './random.ts';
import type { Airport, Route, World } from './world.ts';

/** A leg as it is sold. Times in minutes since midnight at the airline's home, whole. */
export type Leg = {
  tail: number;
  from: Airport;
  to: Airport;
  departure: number;
  arrival: number;
};

/** Minutes at home, earlier or later than there by the airport's zone. */
export type LocalMinutes = (airport: Airport, minute: number) => number;

const firstDeparture = { from: 5.5 * 60, to: 9 * 60 };
/** At home; nothing is planned to be in the air after it. */
const lastArrival = 24.5 * 60;
/** Planned time at the gate between two flights, and on the ground between gate and runway, in minutes. */
const plannedTurnaround = 50;
const plannedTaxi = 22;
const cruiseFt = 35_000;

/** Minutes from gate to gate as they are sold, in steps of five. */
function blockMinutes(from: Airport, to: Airport): number {
  return Math.ceil((profileOf(distanceNm(from, to), cruiseFt).minutes + plannedTaxi) / 5) * 5;
}

/**
 * The legs of a day, sorted by departure: each aircraft flies out from its base and back, again and again, to places as likely
 * as they are flown to in the open data.
 */
export function scheduleLegs(options: { flights: number; world: World; random: Random; local: LocalMinutes }): Leg[] {
  const { flights, world, random } = options;
  const bases = world.airports.filter(({ iata }) => world.routesFrom.has(iata));
  const legs: Leg[] = [];
  for (let tail = 0; legs.length < flights; tail++) {
    const base = random.pick(bases, ({ iata }) => trafficOf(world.routesFrom.get(iata)));
    legs.push(...rotate(tail, base, options).slice(0, flights - legs.length));
  }
  return legs.toSorted((left, right) => left.departure - right.departure || left.tail - right.tail);
}

/** One aircraft's day; at least one flight out and back. */
function rotate(
  tail: number,
  base: Airport,
  { world, random, local }: { world: World; random: Random; local: LocalMinutes },
): Leg[] {
  const homeMinute = (minute: number) => minute - local(base, 0);
  const legs: Leg[] = [];
  let departure = homeMinute(Math.round(random.between(firstDeparture.from, firstDeparture.to) / 5) * 5);
  for (;;) {
    const { to } = random.pick(world.routesFrom.get(base.iata) ?? [], ({ count }) => count);
    const back = departure + blockMinutes(base, to) + plannedTurnaround;
    const home = back + blockMinutes(to, base);
    if (legs.length > 0 && home > lastArrival) break;
    legs.push({ tail, from: base, to, departure, arrival: back - plannedTurnaround });
    legs.push({ tail, from: to, to: base, departure: back, arrival: home });
    departure = home + plannedTurnaround;
  }
  return legs;
}

function trafficOf(routes: readonly Route[] | undefined): number {
  return (routes ?? []).reduce((sum, { count }) => sum + count, 0);
}
