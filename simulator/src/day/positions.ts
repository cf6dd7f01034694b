import { bearing, distanceNm, type Point, pointBetween } from './geography.ts';
import type { Operated } from './operate.ts';
import { profileOf, progressAt } from './profile.ts';

export type Position = Point & {
  /** Minutes since midnight at home. */
  minute: number;
  altitudeFt: number;
  /** Degrees from true north. */
  heading: number;
  speedKt: number;
};

type Flown = Extract<Operated, { kind: 'flown' }>;

/** Where a flight is, every so many minutes from lift-off to touch-down, both included. */
export function positionsOf(flight: Flown, everyMinutes: number): Position[] {
  const { off, on } = flight.movement;
  const minutes: number[] = [];
  for (let minute = off; minute < on; minute += everyMinutes) minutes.push(minute);
  return [...minutes, on].map((minute) => positionAt(flight, minute));
}

function positionAt(flight: Flown, minute: number): Position {
  const { leg, movement, diversion, cruiseFt } = flight;
  const profile = profileOf(distanceNm(leg.from, leg.to), cruiseFt);
  const isTurned = diversion !== undefined && minute > diversion.at;
  if (!isTurned) return along(leg.from, leg.to, minute, progressAt(profile, minute - movement.off));
  // From the turn it goes straight to the other airport, down all the way, as fast as brings it there in time.
  const start = progressAt(profile, diversion.at - movement.off);
  const turn = pointBetween(leg.from, leg.to, start.part);
  const part = (minute - diversion.at) / (movement.on - diversion.at);
  const speedKt = (distanceNm(turn, diversion.to) / (movement.on - diversion.at)) * 60;
  return along(turn, diversion.to, minute, { part, altitudeFt: start.altitudeFt * (1 - part), speedKt });
}

type Progress = ReturnType<typeof progressAt>;

function along(from: Point, to: Point, minute: number, { part, altitudeFt, speedKt }: Progress): Position {
  const point = pointBetween(from, to, part);
  // At the very end there is no way left to take a bearing of.
  const heading = part < 0.999 ? bearing(point, to) : bearing(from, to);
  return {
    minute,
    lat: round(point.lat, 4),
    lon: round(point.lon, 4),
    altitudeFt: round(altitudeFt, 0),
    heading: round(heading, 1) % 360,
    speedKt: round(speedKt, 0),
  };
}

function round(value: number, digits: number): number {
  // Never minus nothing, which JSON would lose.
  return Number(value.toFixed(digits)) + 0;
}
