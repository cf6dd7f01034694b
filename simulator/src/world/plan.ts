import type { WorldService } from '@airside/contracts';
import { createRandom, type Random, seedOf } from '../day/random.ts';
import type { World } from '../day/world.ts';
import { type Airline, type Homes, settleAirlines } from './airlines.ts';
import { type Pair, planNetwork } from './network.ts';
import type { Place } from './places.ts';

const dayMinutes = 24 * 60;

/** Every weekly flight of the world, both ways. The same ones for the same seed and data. */
export function planWorld(options: { places: readonly Place[]; us: World; seed: number }): WorldService[] {
  const { places, us, seed } = options;
  const homes = settleAirlines(places);
  const numbers = new Map<string, number>();
  return planNetwork(places, homes, us, seed).flatMap((pair) => {
    const random = createRandom(seedOf('services', seed, pair.home.iata, pair.away.iata));
    return weekOf(pair.perWeek, random).flatMap((days, index, all) =>
      outAndBack({
        pair,
        days,
        turn: index,
        turns: all.length,
        airline: airlineFor(pair, homes, random),
        random,
        numbers,
      }),
    );
  });
}

/** The airline of one of the two hubs; a pair without a hub takes that of its nearest. */
function airlineFor({ home, away }: Pair, homes: Homes, random: Random): Airline {
  const [one, two] = [homes.airlineOf(home.iata), homes.airlineOf(away.iata)];
  if (one !== undefined && two !== undefined) return random.chance(0.6) ? one : two;
  const own = one ?? two ?? nearestAirline(home, homes);
  if (own === undefined) throw new RangeError('there is no airline');
  return own;
}

function nearestAirline(place: Place, homes: Homes): Airline | undefined {
  const away = (hub: Place) => (hub.lat - place.lat) ** 2 + (hub.lon - place.lon) ** 2;
  const [nearest] = homes.hubs.toSorted((one, two) => away(one) - away(two));
  return nearest && homes.airlineOf(nearest.iata);
}

/** Days of the week for each flight number: daily ones, and one for the rest. Monday first. */
function weekOf(perWeek: number, random: Random): string[] {
  const daily = Array.from({ length: Math.floor(perWeek / 7) }, () => '1111111');
  const patterns = restPatterns[perWeek % 7];
  return patterns === undefined ? daily : [...daily, random.pick(patterns)];
}

const restPatterns: Record<number, readonly string[]> = {
  1: ['0000010', '0000001', '0001000', '0100000'],
  2: ['0100010', '1000100', '0010001', '0001001'],
  3: ['1010100', '0101010', '0010101', '1001010', '0101001'],
  4: ['1010101', '0101011', '1101010', '0111001'],
  5: ['1111100', '1101011', '1011011', '0111101', '1110110'],
  6: ['1111101', '1111011', '1101111', '1111110', '0111111'],
};

type Rotation = {
  pair: Pair;
  days: string;
  /** Which flight of the day it is, and of how many. */
  turn: number;
  turns: number;
  airline: Airline;
  random: Random;
  numbers: Map<string, number>;
};

function outAndBack({ pair, days, turn, turns, airline, random, numbers }: Rotation): WorldService[] {
  const { home, away, km } = pair;
  const aircraftType = aircraftFor(pair, random);
  const minutes = blockMinutes(km, aircraftType);
  const leaves = departureMinute(pair, minutes, (turn + random.next()) / turns);
  const back = decentHour(leaves + minutes + away.offsetMinutes - home.offsetMinutes + turnaround(minutes), random);
  const factor = random.between(0.6, 1.5);
  const number = numbers.get(airline.code) ?? 100;
  numbers.set(airline.code, number + 2);
  const service = (code: number, from: Place, to: Place, minute: number): WorldService => ({
    code: `${airline.code}${code}`,
    airline: airline.name,
    origin: from.iata,
    destination: to.iata,
    departs: clock(minute),
    minutes,
    days: shiftDays(days, Math.floor(minute / dayMinutes)),
    ...terminalAt('departureTerminal', from, airline),
    ...terminalAt('arrivalTerminal', to, airline),
    aircraftType,
    priceMinor: priceMinor(km, factor * random.between(0.9, 1.1)),
    currency: 'EUR',
  });
  return [service(number, home, away, leaves), service(number + 1, away, home, back)];
}

/** Short flights all day; long ones to the east in the evening, which is how one arrives in the morning. */
function departureMinute({ home, away }: Pair, minutes: number, part: number): number {
  const isEastward = away.offsetMinutes - home.offsetMinutes > 180;
  if (minutes > 360 && isEastward) return five(17 * 60 + part * 6.5 * 60);
  if (minutes > 360) return five(9 * 60 + part * 12 * 60);
  return five(6 * 60 + part * 15.5 * 60);
}

/** Nobody leaves in the dead of night: the aircraft waits for the morning. Local minutes, over midnight where it comes to that. */
function decentHour(minute: number, random: Random): number {
  const ofDay = ((minute % dayMinutes) + dayMinutes) % dayMinutes;
  if (ofDay >= 5.5 * 60 && ofDay <= 23.5 * 60) return five(minute);
  const morning = minute - ofDay + (ofDay > 12 * 60 ? dayMinutes : 0);
  return five(morning + random.between(5.75 * 60, 8 * 60));
}

const five = (minute: number) => Math.round(minute / 5) * 5;

function turnaround(minutes: number): number {
  return minutes > 360 ? 105 : minutes > 180 ? 65 : 45;
}

function clock(minute: number): string {
  const ofDay = ((minute % dayMinutes) + dayMinutes) % dayMinutes;
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`;
}

/** The days a flight leaves on that belongs to one of `days`, some days later (or, over the date line, earlier). */
function shiftDays(days: string, by: number): string {
  return Array.from(days, (_day, index) => days[(((index - by) % 7) + 7) % 7]).join('');
}

function aircraftFor({ km, perWeek }: Pair, random: Random): WorldService['aircraftType'] {
  if (km > 5600) return 'B789';
  if (km < 1500 && perWeek < 12) return 'E190';
  if (km > 3500) return random.pick(['A321', 'B789']);
  return random.pick(['A320', 'A320', 'B738', 'B738', 'A321', 'E190']);
}

const kmPerHour = { E190: 740, A320: 780, A321: 780, B738: 780, B789: 880 };
const groundMinutes = 32;

/** From gate to gate, in steps of five. */
function blockMinutes(km: number, type: WorldService['aircraftType']): number {
  return Math.ceil((groundMinutes + (km / kmPerHour[type]) * 60) / 5) * 5;
}

/** By distance, in whole euros. */
function priceMinor(km: number, factor: number): number {
  return Math.round((30 + 0.11 * km ** 0.95) * factor) * 100;
}

/** Great airports have terminals, and an airline one of them; of the others it is not known. */
function terminalAt<Member extends string>(
  member: Member,
  { iata, traffic }: Place,
  airline: Airline,
): { [Name in Member]?: string } {
  if (traffic < 25) return {};
  const terminals = traffic > 60 ? 4 : traffic > 40 ? 3 : 2;
  const terminal = String((seedOf('terminal', iata, airline.code) % terminals) + 1);
  return { [member]: terminal } as { [Name in Member]?: string };
}
