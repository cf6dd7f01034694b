import { WorldService } from '@airside/contracts';
import { Compile } from 'typebox/compile';
import { beforeAll, describe, expect, test } from 'vitest';
import { readWorld } from '../day/world.ts';
import { worldSeed } from './load.ts';
import { kmBetween } from './network.ts';
import { type Place, readPlaces } from './places.ts';
import { planWorld } from './plan.ts';

let places: Place[];
let services: WorldService[];
beforeAll(() => {
  places = readPlaces();
  services = planWorld({ places, us: readWorld(), seed: worldSeed });
}, 60_000);

/** Of all pairs of airports. */
const routesOf = (list: readonly WorldService[]) =>
  new Set(list.map(({ origin, destination }) => origin + destination));

describe('the world timetable', () => {
  test('has more than 20 000 flights on every day of the week, and fewer than one can load', () => {
    for (let day = 0; day < 7; day += 1) {
      const flights = services.filter(({ days }) => days[day] === '1').length;
      expect(flights).toBeGreaterThan(20_000);
      expect(flights).toBeLessThan(26_000);
    }
  });

  test('is what the system takes: codes that are no default or sample flights, five-minute times, no code twice', () => {
    const isService = Compile(WorldService);
    expect(services.filter((service) => !isService.Check(service))).toEqual([]);
    expect(services.filter(({ code }) => /^(FL|SW|AX)[0-9]/.test(code))).toEqual([]);
    expect(new Set(services.map(({ code }) => code)).size).toBe(services.length);
  });

  test('is the same again, to the last flight, and another one for another seed', () => {
    expect(planWorld({ places: readPlaces(), us: readWorld(), seed: worldSeed })).toEqual(services);
    expect(planWorld({ places, us: readWorld(), seed: 2 })).not.toEqual(services);
  }, 60_000);

  test('reaches every airport with scheduled flights, and whoever flies there flies back', () => {
    const reached = new Set(services.map(({ destination }) => destination));
    expect(places.length - reached.size).toBeLessThanOrEqual(5);
    const routes = routesOf(services);
    for (const { origin, destination } of services) expect(routes.has(destination + origin)).toBe(true);
    expect(reached).toContain('RMO');
  });

  test('flies at the speed of aircraft, far only with those that can, at hours at which people travel', () => {
    const byCode = new Map(places.map((place) => [place.iata, place]));
    for (const { origin, destination, minutes, aircraftType, departs } of services) {
      const [from, to] = [byCode.get(origin), byCode.get(destination)];
      if (from === undefined || to === undefined) throw new Error(`${origin} or ${destination} is no airport`);
      const km = kmBetween(from, to);
      expect(km / (minutes / 60)).toBeLessThan(880);
      if (km > 6000) expect(aircraftType).toBe('B789');
      expect(departs >= '05:30' && departs <= '23:55').toBe(true);
    }
  });

  test('turns around a few great hubs', () => {
    const byOrigin = Map.groupBy(services, ({ origin }) => origin);
    const sizes = [...byOrigin.values()].map(({ length }) => length).sort((one, two) => two - one);
    const busiest = sizes.slice(0, 100).reduce((sum, size) => sum + size, 0);
    expect(busiest / services.length).toBeGreaterThan(0.4);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(4);
  });
});
