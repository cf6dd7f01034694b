import type { DelayReason } from '@airside/contracts';
import { distanceNm } from './geography.ts';
import { profileOf } from './profile.ts';
import { createRandom, type Random, seedOf } from './random.ts';
import type { Leg, LocalMinutes } from './schedule.ts';
import type { Airport, World } from './world.ts';

/** When an aircraft left the gate and the ground, and came back to both. Whole minutes since midnight at home. */
export type Movement = { out: number; off: number; on: number; in: number };

/** What becomes of a leg. */
export type Operated = { leg: Leg; code: string; gate: string } & (
  | { kind: 'cancelled'; at: number; reason: DelayReason; detail: string }
  | {
      kind: 'flown';
      movement: Movement;
      cruiseFt: number;
      /** Told to passengers; 0 for a few minutes that nobody mentions. */
      delay: number;
      reason: DelayReason;
      newGate?: string;
      diversion?: { at: number; to: Airport };
    }
);

const minimumTurnaround = 30;
/** Delays below this many minutes are not announced; later than `longestDelay` a flight is cancelled. */
const smallestDelay = 10;
const longestDelay = 360;
const chances = { cancellation: 0.015, diversion: 0.008, gateChange: 0.08 };
const reasons: { reason: DelayReason; weight: number }[] = [
  { reason: 'WEATHER', weight: 25 },
  { reason: 'ATC', weight: 25 },
  { reason: 'MECHANICAL', weight: 20 },
  { reason: 'CREW', weight: 15 },
  { reason: 'OTHER', weight: 10 },
  { reason: 'SECURITY', weight: 5 },
];

type Aircraft = { at: Airport | undefined; freeFrom: number };

/**
 * Flies one aircraft's legs in their order. A late arrival makes the next departure late; where the aircraft did not get to the
 * place that a leg starts from, the leg is cancelled.
 */
export function operateLegs(
  legs: readonly { leg: Leg; code: string }[],
  { world, seed, local }: { world: World; seed: number; local: LocalMinutes },
): Operated[] {
  const aircraft: Aircraft = { at: undefined, freeFrom: Number.NEGATIVE_INFINITY };
  return legs.map(({ leg, code }) => {
    // Dice of its own for each flight: what befalls one does not change the luck of the others.
    const random = createRandom(seedOf(seed, code));
    const flight = { leg, code, gate: pickGate(random) };
    const reason = random.pick(reasons, ({ weight }) => weight).reason;
    const own = sampleDelay(world, local(leg.from, leg.departure), random);
    const departure = delayedDeparture(leg, own, aircraft.freeFrom + minimumTurnaround);
    const cancelledAt = leg.departure - random.whole(45, 150);
    if (aircraft.at !== undefined && aircraft.at !== leg.from) {
      const at = Math.max(cancelledAt, aircraft.freeFrom);
      return { ...flight, kind: 'cancelled', at, reason: 'OTHER', detail: 'The aircraft is at another airport' };
    }
    if (random.chance(chances.cancellation) || departure - leg.departure > longestDelay) {
      aircraft.at = leg.from;
      aircraft.freeFrom = Math.max(aircraft.freeFrom, cancelledAt);
      return { ...flight, kind: 'cancelled', at: cancelledAt, reason, detail: 'Cancelled for operational reasons' };
    }
    const flown = fly(leg, departure, { world, random });
    aircraft.at = flown.diversion?.to ?? leg.to;
    aircraft.freeFrom = flown.movement.in;
    const newGate = random.chance(chances.gateChange) ? pickGate(random) : flight.gate;
    return {
      ...flight,
      kind: 'flown',
      ...flown,
      delay: departure - leg.departure,
      reason,
      ...(newGate === flight.gate ? {} : { newGate }),
    };
  });
}

/** On time where the delay would be small; else in steps of five minutes, and never before the aircraft is there. */
function delayedDeparture(leg: Leg, own: number, readyAt: number): number {
  const delay = Math.max(own, readyAt - leg.departure, 0);
  return leg.departure + (delay < smallestDelay && readyAt <= leg.departure ? 0 : Math.ceil(delay / 5) * 5);
}

function fly(leg: Leg, departure: number, { world, random }: { world: World; random: Random }) {
  const cruiseFt = random.whole(30, 39) * 1000;
  const off = departure + random.whole(9, 18);
  // Rounded up, so that it is down at its end.
  const airMinutes = Math.ceil(profileOf(distanceNm(leg.from, leg.to), cruiseFt).minutes);
  const taxiIn = random.whole(4, 9);
  if (!random.chance(chances.diversion)) {
    const on = off + airMinutes;
    return { cruiseFt, movement: { out: departure, off, on, in: on + taxiIn } };
  }
  // Near the end of the way, where the weather of the destination is known.
  const at = off + Math.round(airMinutes * random.between(0.6, 0.75));
  const to = nearestTo(leg.to, world, leg.from);
  const on = off + airMinutes + Math.round(distanceNm(leg.to, to) / 5) + 8;
  return { cruiseFt, diversion: { at, to }, movement: { out: departure, off, on, in: on + taxiIn } };
}

function nearestTo(place: Airport, world: World, not: Airport): Airport {
  const others = world.airports.filter((airport) => airport !== place && airport !== not);
  return others.reduce((best, airport) => (distanceNm(place, airport) < distanceNm(place, best) ? airport : best));
}

/** Minutes, by the open data's distribution of the hour; between two percentiles in proportion. */
function sampleDelay(world: World, localMinute: number, random: Random): number {
  const { percentiles, distributions } = world.delays;
  const hour = Math.floor(localMinute / 60);
  const minutes = (distributions.findLast(({ fromHour }) => fromHour <= hour) ?? distributions[0])?.minutes ?? [];
  const percent = random.between(0, 100);
  const above = percentiles.findIndex((one) => one > percent);
  if (above === 0) return minutes[0] ?? 0;
  if (above === -1) return minutes.at(-1) ?? 0;
  const [low = 0, high = 0] = [percentiles[above - 1], percentiles[above]];
  const [from = 0, to = 0] = [minutes[above - 1], minutes[above]];
  return Math.round(from + ((percent - low) / (high - low)) * (to - from));
}

function pickGate(random: Random): string {
  return `${random.pick(['A', 'B', 'C', 'D', 'E'])}${random.whole(1, 30)}`;
}
