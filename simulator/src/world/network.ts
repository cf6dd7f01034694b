import { distanceNm } from '../day/geography.ts';
import { createRandom, seedOf } from '../day/random.ts';
import type { World } from '../day/world.ts';
import { type Homes, leastOfHub } from './airlines.ts';
import type { Place } from './places.ts';

/** Two airports with flights both ways; `home` is where the aircraft begins, a hub wherever one of them is. */
export type Pair = {
  home: Place;
  away: Place;
  km: number;
  /** Flights out, and as many back. */
  perWeek: number;
};

const kmPerNm = 1.852;
/** Airports of at least so much traffic have flights among each other. */
const leastOfTrunk = 3;
const nearestKm = 130;
const farthestKm = 15_500;
const mostPerWeek = 70;
/** How much of the traffic is flown, chosen for some 23 000 flights a day in all. */
const trunkScale = 0.88;
/** Flights of a US route in the open data are those of a year; so much of them is flown. */
const usScale = 0.35;

/** All pairs of airports that are flown between. The same ones for the same seed. */
export function planNetwork(places: readonly Place[], homes: Homes, us: World, seed: number): Pair[] {
  const flown = new Map<string, Pair>();
  const add = (one: Place, two: Place, perWeek: number) => {
    const [home, away] = one.traffic >= two.traffic ? [one, two] : [two, one];
    const key = [one.iata, two.iata].sort().join('-');
    if (perWeek < 1 || flown.has(key)) return;
    flown.set(key, { home, away, km: kmBetween(one, two), perWeek: Math.min(mostPerWeek, Math.round(perWeek)) });
  };
  const byCode = new Map(places.map((place) => [place.iata, place]));
  for (const [from, routes] of us.routesFrom) {
    for (const { to, count } of routes) {
      const [one, two] = [byCode.get(from), byCode.get(to.iata)];
      if (one !== undefined && two !== undefined) add(one, two, ((count * usScale) / 365) * 7);
    }
  }
  addTrunks(places, us, add);
  for (const place of places) {
    if (place.traffic >= leastOfHub) continue;
    for (const [hub, perWeek] of hubsFor(place, homes.hubs, seed)) add(place, hub, perWeek);
  }
  return [...flown.values()];
}

type Add = (one: Place, two: Place, perWeek: number) => void;

function addTrunks(places: readonly Place[], us: World, add: Add): void {
  const trunk = places.filter(({ traffic }) => traffic >= leastOfTrunk);
  for (const [index, one] of trunk.entries()) {
    for (const two of trunk.slice(index + 1)) {
      // Where the open data knows both, it knows all that is flown between them.
      if (us.routesFrom.has(one.iata) && us.routesFrom.has(two.iata)) continue;
      const perWeek = gravity(one, two, kmBetween(one, two));
      if (perWeek >= 3) add(one, two, perWeek);
    }
  }
}

/** Flights a week by a gravity model: more between greater places, fewer with the distance and over borders. */
function gravity(one: Place, two: Place, km: number): number {
  if (km < nearestKm || km > farthestKm) return 0;
  const border = one.country === two.country ? 2 : one.continent === two.continent ? 1.2 : 0.7;
  return (trunkScale * border * (one.traffic * two.traffic) ** 0.95) / (km + 400) ** 0.6;
}

/** A place that is no great hub itself is linked to those that are great and near, those of its country first. */
function hubsFor(place: Place, hubs: readonly Place[], seed: number): [Place, number][] {
  const random = createRandom(seedOf('spoke', seed, place.iata));
  const attraction = (hub: Place) => {
    const km = kmBetween(place, hub);
    if (hub.traffic <= place.traffic || km < nearestKm / 2 || km > 9000) return 0;
    return (hub.traffic ** 0.7 * (hub.country === place.country ? 8 : 1)) / (km + 250) ** 1.4;
  };
  const isLarge = place.traffic > 1;
  const links = isLarge ? random.whole(2, 4) : random.whole(1, 2);
  return hubs
    .map((hub): [Place, number] => [hub, attraction(hub)])
    .filter(([, pull]) => pull > 0)
    .toSorted((left, right) => right[1] - left[1])
    .slice(0, links)
    .map(([hub]) => [hub, isLarge ? random.whole(5, 14) : random.pick([2, 3, 4, 7, 7, 7])]);
}

export function kmBetween(one: Place, two: Place): number {
  return distanceNm(one, two) * kmPerNm;
}
