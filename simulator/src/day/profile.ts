/** Cruising speed over the ground in knots, and the part of it at which an airliner lifts off and touches down. */
const cruiseKt = 440;
const slow = 0.35;
/** Longest climb and descent in minutes; short hops have less of each. */
const climbMinutes = 18;
const descentMinutes = 22;

/** How a flight of some distance goes up, along and down. Times in minutes from lift-off. */
export type Profile = {
  minutes: number;
  climb: number;
  descent: number;
  cruiseFt: number;
};

/** From where a leg starts and ends: the ground, or a height at which it turns elsewhere. */
export function profileOf(distance: number, cruiseFt: number): Profile {
  // Climb and descent are flown at half way between slow and cruise; both shrink where there is no room for a cruise.
  const saved = (1 - slow) / 2;
  const alongMinutes = (distance / cruiseKt) * 60;
  const full = alongMinutes + saved * (climbMinutes + descentMinutes);
  const scale = Math.min(1, full / (climbMinutes + descentMinutes) / 1.2);
  const [climb, descent] = [climbMinutes * scale, descentMinutes * scale];
  return { minutes: alongMinutes + saved * (climb + descent), climb, descent, cruiseFt: cruiseFt * scale };
}

/** How far a flight has come `minutes` after lift-off: part of the distance (0 to 1), height and speed. */
export function progressAt(profile: Profile, minutes: number): { part: number; altitudeFt: number; speedKt: number } {
  const { climb, descent, cruiseFt, minutes: total } = profile;
  const at = Math.min(Math.max(minutes, 0), total);
  const left = total - at;
  const equivalent = total - ((1 - slow) / 2) * (climb + descent);
  if (at < climb) {
    const flown = slow * at + ((1 - slow) * at ** 2) / (2 * climb);
    const up = at / climb;
    return { part: flown / equivalent, altitudeFt: cruiseFt * up, speedKt: cruiseKt * (slow + (1 - slow) * up) };
  }
  if (left < descent) {
    const missing = slow * left + ((1 - slow) * left ** 2) / (2 * descent);
    const up = left / descent;
    return { part: 1 - missing / equivalent, altitudeFt: cruiseFt * up, speedKt: cruiseKt * (slow + (1 - slow) * up) };
  }
  const flown = ((1 + slow) / 2) * climb + (at - climb);
  return { part: flown / equivalent, altitudeFt: cruiseFt, speedKt: cruiseKt };
}
