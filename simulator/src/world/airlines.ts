import type { Place } from './places.ts';

/** An invented airline: two letters and a name. */
export type Airline = { code: string; name: string };

/** Where an airline is at home. */
export type Homes = {
  /** Airports that an airline flies from to many places. */
  hubs: readonly Place[];
  /** The airline of a hub; undefined for other airports. */
  airlineOf(iata: string): Airline | undefined;
};

const words =
  `Alder Anvil Aster Basalt Bramble Cinder Clover Coral Dapple Drift Ember Fennel Fjord Gannet Garnet Hazel Heron
Islet Juniper Kelp Lantern Larch Linden Lumen Marlin Meadow Nimbus Onyx Opal Osprey Pebble Petrel Plover Quartz Quill
Rowan Saffron Sorrel Tamarind Teal Thistle Umber Vesper Willow`.split(/\s+/);
const kinds = ['Air', 'Airways', 'Wings', 'Connect'];
/** First letters of the codes: none of them begins the code of a default or sample flight. */
const initials = 'XQZYJV';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Traffic of a hub, in millions of passengers a year. */
export const leastOfHub = 12;
const leastOfCapital = 2;
/** Hubs of one country that share an airline. */
const hubsPerAirline = 3;

/** The busy airports are hubs, and the busiest of each country that has any traffic to speak of. */
export function settleAirlines(places: readonly Place[]): Homes {
  const byTraffic = places.toSorted((one, two) => two.traffic - one.traffic || (one.iata < two.iata ? -1 : 1));
  const countries = new Map<string, Place[]>();
  for (const place of byTraffic) {
    const hubs = countries.get(place.country) ?? [];
    const isFirst = hubs.length === 0 && place.traffic >= leastOfCapital;
    if (isFirst || place.traffic >= leastOfHub) countries.set(place.country, [...hubs, place]);
  }
  const airlines = new Map<string, Airline>();
  let count = 0;
  for (const hubs of countries.values()) {
    const fleet = Array.from({ length: Math.ceil(hubs.length / hubsPerAirline) }, () => inventAirline(count++));
    for (const [index, { iata }] of hubs.entries()) {
      const airline = fleet[index % fleet.length];
      if (airline !== undefined) airlines.set(iata, airline);
    }
  }
  return { hubs: [...countries.values()].flat(), airlineOf: (iata) => airlines.get(iata) };
}

/** The same for the same number. Throws RangeError when there are no more. */
function inventAirline(number: number): Airline {
  const [word, kind] = [words[number % words.length], kinds[Math.floor(number / words.length)]];
  const [initial, letter] = [initials[Math.floor(number / alphabet.length)], alphabet[number % alphabet.length]];
  if (word === undefined || kind === undefined || initial === undefined || letter === undefined)
    throw new RangeError(`no name is left for airline ${number}`);
  return { code: initial + letter, name: `${word} ${kind}` };
}
