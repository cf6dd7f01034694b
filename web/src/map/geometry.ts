import type { GeoPermissibleObjects } from 'd3-geo';
import { feature } from 'topojson-client';
import coarseLand from 'world-atlas/land-110m.json?url';
import fineCountries from 'world-atlas/countries-50m.json?url';

export type Land = GeoPermissibleObjects;
type Topology = Parameters<typeof feature>[0];

async function load(url: string, object: string): Promise<Land> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  const topology = (await answer.json()) as Topology;
  const geometry = topology.objects[object];
  if (geometry === undefined) throw new Error(`${url} has no ${object}`);
  return feature(topology, geometry);
}

/** Outlines of the continents: small, so that there is a map at once. */
export const loadCoarse = (): Promise<Land> => load(coarseLand, 'land');

/** Countries with their coasts in detail. */
export const loadFine = (): Promise<Land> => load(fineCountries, 'countries');
