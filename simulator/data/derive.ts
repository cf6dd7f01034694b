// Makes world.json from open data: npm pack vega-datasets@3.2.1 && tar xzf vega-datasets-3.2.1.tgz && node simulator/data/derive.ts package
// The package (42 MB) is no dependency of ours, because what we need of it is 20 kB and lies beside this file.
// Flight counts and delays: US Bureau of Transportation Statistics (public domain), by way of vega-datasets. Zones: iata-tz.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const busiestAirports = 45;
const rarestRoute = 1000;
const percentiles = [2, 10, 25, 50, 60, 70, 75, 80, 85, 90, 93, 95, 97, 98, 99];
const bucketHours = 3;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: node simulator/data/derive.ts FOLDER, where `npm pack vega-datasets@3.2.1` was unpacked');
  process.exit(2);
}
const read = (name: string) => readFileSync(path.join(folder, 'data', name), 'utf8');
const lines = (name: string) =>
  read(name)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

const zones = createRequire(import.meta.url)('iata-tz/src/airports.json') as Record<string, string>;
/** Those on the mainland: their day is one day. */
const places = new Map(
  lines('airports.csv').flatMap((cells) => {
    const [iata = '', lat, lon] = [cells[0], Number(cells.at(-2)), Number(cells.at(-1))];
    const zone = zones[iata] ?? '';
    const isMainland = cells.at(-3) === 'USA' && lon > -125 && lon < -65 && zone.startsWith('America/');
    return isMainland ? [[iata, { iata, lat: round(lat), lon: round(lon), zone }]] : [];
  }),
);
const counts = lines('flights-airport.csv')
  .map(([from = '', to = '', count]) => [from, to, Number(count)] as const)
  .filter(([from, to]) => places.has(from) && places.has(to));
const traffic = new Map<string, number>();
for (const [from, , count] of counts) traffic.set(from, (traffic.get(from) ?? 0) + count);
const chosen = new Set(
  [...traffic]
    .sort((left, right) => right[1] - left[1])
    .slice(0, busiestAirports)
    .map(([iata]) => iata),
);
const routes = counts.filter(
  ([from, to, count]) => from !== to && chosen.has(from) && chosen.has(to) && count >= rarestRoute,
);

const delays = new Map<number, number[]>();
for (const { date, delay } of JSON.parse(read('flights-20k.json')) as { date: string; delay: number }[]) {
  const hour = Number(date.slice(11, 13));
  // The night has too few flights to say anything.
  if (hour < 5) continue;
  const bucket = Math.floor(hour / bucketHours) * bucketHours;
  delays.set(bucket, [...(delays.get(bucket) ?? []), delay]);
}
const distributions = [...delays]
  .sort(([left], [right]) => left - right)
  .map(([fromHour, minutes]) => {
    const sorted = minutes.toSorted((left, right) => left - right);
    return { fromHour, minutes: percentiles.map((percent) => sorted[Math.floor((percent / 100) * sorted.length)]) };
  });

const world = {
  source: 'vega-datasets 3.2.1 (airports.csv, flights-airport.csv, flights-20k.json), iata-tz 1.0.3; by derive.ts',
  airports: [...chosen].sort().map((iata) => places.get(iata)),
  routes,
  delays: { percentiles, distributions },
};
const rows = (list: readonly unknown[]) => `[\n${list.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`;
writeFileSync(
  path.join(import.meta.dirname, 'world.json'),
  `{
  "source": ${JSON.stringify(world.source)},
  "airports": ${rows(world.airports)},
  "routes": ${rows(world.routes)},
  "percentiles": ${JSON.stringify(percentiles)},
  "delays": ${rows(distributions)}
}\n`,
);
console.log(`${world.airports.length} airports, ${routes.length} routes`);

function round(degrees: number): number {
  return Math.round(degrees * 10_000) / 10_000;
}
