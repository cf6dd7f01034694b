import type { Entry } from '../src/itineraries/timetable.ts';

/** A flight of a made-up timetable, with the country of its airports, which is the first letter of their codes. */
export type Wanted = {
  origins: readonly { iata: string; from: number; before: number }[];
  destinations: readonly string[];
  maxStops: number;
  airlines?: readonly string[] | undefined;
  without?: readonly number[];
  mostPrice?: number;
};

export type Way = { ids: number[]; departs: number; arrives: number; price: number; stops: number; currency: string };

const isDomestic = ({ origin, destination }: Entry) => origin[0] === destination[0];

/** Whether one can change from one flight to the next; written anew from the words of the requirement. */
function canChange(first: Entry, second: Entry): boolean {
  if (first.destination !== second.origin || first.currency !== second.currency) return false;
  const kind = `${isDomestic(first) ? 'D' : 'I'}${isDomestic(second) ? 'D' : 'I'}`;
  let minutes = { DD: 45, DI: 60, ID: 75, II: 90 }[kind] ?? Number.NaN;
  const [from, to] = [first.arrivalTerminal, second.departureTerminal];
  if (from !== 0 && to !== 0 && from !== to) minutes += 30;
  const wait = second.departs - first.arrives;
  return wait >= minutes && wait <= 24 * 60;
}

/** Every way there is, good or bad: tries each flight after each. */
function everyWay(flights: readonly Entry[], wanted: Wanted): Way[] {
  const isOrigin = (iata: string) => wanted.origins.some((origin) => origin.iata === iata);
  const isDestination = (iata: string) => wanted.destinations.includes(iata) && !isOrigin(iata);
  const usable = flights.filter(
    ({ id, airline }) =>
      wanted.without?.includes(id) !== true && (wanted.airlines === undefined || wanted.airlines.includes(airline)),
  );
  const ways: Way[] = [];
  const extend = (legs: Entry[]): void => {
    const [first, last] = [legs[0], legs.at(-1)];
    if (first === undefined || last === undefined) return;
    if (isDestination(last.destination)) {
      const price = legs.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
      if (price > (wanted.mostPrice ?? Infinity)) return;
      const { departs, currency } = first;
      ways.push({
        ids: legs.map(({ id }) => id),
        departs,
        arrives: last.arrives,
        price,
        stops: legs.length - 1,
        currency,
      });
      return;
    }
    if (legs.length > wanted.maxStops || isOrigin(last.destination)) return;
    for (const next of usable) {
      if (canChange(last, next) && !legs.some(({ origin }) => origin === next.destination)) extend([...legs, next]);
    }
  };
  for (const flight of usable) {
    const window = wanted.origins.find(({ iata }) => iata === flight.origin);
    if (window !== undefined && flight.departs >= window.from && flight.departs < window.before) extend([flight]);
  }
  return ways;
}

/** Those that no other way betters, by comparing each with each. */
export function bruteForce(flights: readonly Entry[], wanted: Wanted): Way[] {
  const ways = everyWay(flights, wanted);
  const betters = (one: Way, two: Way) =>
    one.currency === two.currency &&
    one.departs >= two.departs &&
    one.arrives <= two.arrives &&
    one.price <= two.price &&
    one.stops <= two.stops &&
    (one.departs > two.departs || one.arrives < two.arrives || one.price < two.price || one.stops < two.stops);
  return ways.filter((way) => !ways.some((other) => betters(other, way)));
}

/** Equal for ways of the same worth. */
export function worthOf({ departs, arrives, price, stops, currency }: Omit<Way, 'ids'>): string {
  return [departs, arrives, price, stops, currency].join(' ');
}
