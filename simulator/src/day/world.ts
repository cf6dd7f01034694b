import { readFileSync } from 'node:fs';

export type Airport = { iata: string; lat: number; lon: number; zone: string };
export type Route = { to: Airport; count: number };

/** Where an airline may fly, how much is flown there, and how late flights are: from open data (simulator/data). */
export type World = {
  airports: readonly Airport[];
  /** By IATA code of the origin. */
  routesFrom: ReadonlyMap<string, readonly Route[]>;
  /** Minutes of delay at each percentile, by the local hour of departure from which they hold; below zero is early. */
  delays: {
    percentiles: readonly number[];
    distributions: readonly { fromHour: number; minutes: readonly number[] }[];
  };
};

type WorldFile = {
  airports: Airport[];
  routes: [string, string, number][];
  percentiles: number[];
  delays: { fromHour: number; minutes: number[] }[];
};

export function readWorld(): World {
  const url = new URL('../../data/world.json', import.meta.url);
  const { airports, routes, percentiles, delays } = JSON.parse(readFileSync(url, 'utf8')) as WorldFile;
  const byCode = new Map(airports.map((airport) => [airport.iata, airport]));
  const routesFrom = new Map<string, Route[]>();
  for (const [from, to, count] of routes) {
    const destination = byCode.get(to);
    if (destination !== undefined) routesFrom.set(from, [...(routesFrom.get(from) ?? []), { to: destination, count }]);
  }
  return { airports, routesFrom, delays: { percentiles, distributions: delays } };
}
