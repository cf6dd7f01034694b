import { type City, newCodes } from './city-table.ts';
import { foldName, namesInMunicipality } from './names.ts';

/** An airport as the open data has it. */
export type AirportRecord = {
  iata: string;
  name: string;
  country: string;
  municipality: string;
  latitude: number;
  longitude: number;
};

/** Airports that a search may mean by one name. */
export type Place = {
  /** IATA codes, sorted. */
  airports: readonly string[];
  /** Whichever name was used, an airport is in one market area only; caches are invalidated by it. */
  area: string;
};

/** One airport as it is shown. */
export type Airport = AirportRecord & {
  /** As people call it: `Istanbul` of `Arnavutköy, Istanbul`. */
  city: string;
  /** IANA name. */
  timeZone: string;
};

/** What is kept of the open data: where airports are, and how they are called. */
export type Airports = {
  /** By city name, alias, metropolitan or IATA code, any case, with or without accents. */
  find(name: string): Place | undefined;
  /** IANA zone; throws RangeError for an airport nobody knows. */
  zoneOf(iata: string): string;
  /** The city as people call it; the code itself for an airport nobody knows. */
  cityOf(iata: string): string;
  /** Whether both airports are in one country; false where one is not known. */
  isDomestic(route: { origin: string; destination: string }): boolean;
  /** Every airport's country, by its ISO 3166 code. */
  countries: ReadonlyMap<string, string>;
  /** By IATA code; undefined for an airport nobody knows. */
  airport(iata: string): Airport | undefined;
  /** IATA codes by everything they are called, folded. */
  names: ReadonlyMap<string, ReadonlySet<string>>;
};

/** Joins the sources into a look-up by name. Airports without a zone take that of the nearest one in their country. */
export function indexAirports(
  records: readonly AirportRecord[],
  zones: Readonly<Record<string, string>>,
  cities: readonly City[],
): Airports {
  const zoneByIata = fillZones(records, zones);
  const codesByName = collectNames(records, cities);
  const areaOf = groupIntoAreas(codesByName.values());
  const cityByIata = nameCities(records, cities);
  const countryByIata = new Map(records.map(({ iata, country }) => [present(iata), country]));
  const recordByIata = new Map(records.map((record) => [present(record.iata), record]));
  const places = new Map<string, Place>();
  for (const [name, codes] of codesByName) {
    const airports = [...codes].sort();
    const [first = ''] = airports;
    places.set(name, { airports, area: areaOf(first) });
  }
  return {
    find: (name) => places.get(foldName(name)),
    cityOf: (iata) => cityByIata.get(iata) ?? iata,
    isDomestic({ origin, destination }) {
      const country = countryByIata.get(origin);
      return country !== undefined && country === countryByIata.get(destination);
    },
    countries: countryByIata,
    names: codesByName,
    airport(iata) {
      const record = recordByIata.get(iata);
      const timeZone = zoneByIata.get(iata);
      if (record === undefined || timeZone === undefined) return undefined;
      return { ...record, iata, timeZone, city: cityByIata.get(iata) ?? iata };
    },
    zoneOf(iata) {
      const zone = zoneByIata.get(iata);
      if (zone === undefined) throw new RangeError(`no airport ${iata}`);
      return zone;
    },
  };
}

/** The city of each airport: the last name in its municipality (`Arnavutköy, Istanbul`), or the first in our table. */
function nameCities(records: readonly AirportRecord[], cities: readonly City[]): Map<string, string> {
  const byIata = new Map<string, string>();
  for (const { iata, municipality } of records) {
    const [outside = ''] = municipality.split('(');
    byIata.set(present(iata), outside.split(/[,/]/).at(-1)?.trim() || iata);
  }
  for (const { names, airports } of cities) for (const iata of airports) byIata.set(iata, names[0] ?? iata);
  return byIata;
}

/** Every name with the codes it means. A code means its airport alone; our table wins over the open data. */
function collectNames(records: readonly AirportRecord[], cities: readonly City[]): Map<string, Set<string>> {
  const codesByName = new Map<string, Set<string>>();
  for (const { iata, municipality } of records) {
    for (const name of namesInMunicipality(municipality)) {
      const codes = codesByName.get(name) ?? new Set();
      codesByName.set(name, codes.add(present(iata)));
    }
  }
  const known = new Set(records.map(({ iata }) => present(iata)));
  for (const { names, airports } of cities) {
    const codes = airports.filter((iata) => known.has(iata));
    if (codes.length > 0) for (const name of names) codesByName.set(foldName(name), new Set(codes));
  }
  for (const iata of known) codesByName.set(iata.toLowerCase(), new Set([iata]));
  for (const [former, iata] of Object.entries(newCodes))
    if (known.has(iata)) codesByName.set(former.toLowerCase(), new Set([iata]));
  return codesByName;
}

/** Airports that share any name share an area (union–find), so that one name never spans two areas. */
function groupIntoAreas(groups: Iterable<Set<string>>): (iata: string) => string {
  const parent = new Map<string, string>();
  const rootOf = (iata: string): string => {
    const above = parent.get(iata) ?? iata;
    if (above === iata) return iata;
    const root = rootOf(above);
    parent.set(iata, root);
    return root;
  };
  for (const group of groups) {
    const [first = '', ...others] = group;
    for (const other of others) {
      const [one, two] = [rootOf(first), rootOf(other)].sort() as [string, string];
      parent.set(two, one);
    }
  }
  return rootOf;
}

function fillZones(records: readonly AirportRecord[], zones: Readonly<Record<string, string>>): Map<string, string> {
  // A name that the runtime's time-zone data does not have (the source has `\N`) is as good as none.
  const valid = new Set(Object.values(zones).filter(isZone));
  const located: (AirportRecord & { zone: string })[] = [];
  for (const record of records) {
    const zone = zones[record.iata];
    if (zone !== undefined && valid.has(zone)) located.push({ ...record, zone });
  }
  const zoneByIata = new Map(located.map(({ iata, zone }) => [present(iata), zone]));
  for (const record of records) {
    if (zoneByIata.has(present(record.iata))) continue;
    const compatriots = located.filter(({ country }) => country === record.country);
    const nearest = nearestTo(record, compatriots.length > 0 ? compatriots : located);
    if (nearest !== undefined) zoneByIata.set(present(record.iata), nearest.zone);
  }
  return zoneByIata;
}

function nearestTo<Candidate extends AirportRecord>(
  place: AirportRecord,
  candidates: readonly Candidate[],
): Candidate | undefined {
  let best: { candidate: Candidate; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = squaredDistance(place, candidate);
    if (best === undefined || distance < best.distance) best = { candidate, distance };
  }
  return best?.candidate;
}

/** In squared degrees of latitude; good enough to compare neighbours, also across the date line. */
function squaredDistance(one: AirportRecord, two: AirportRecord): number {
  const eastWest = Math.abs(one.longitude - two.longitude);
  const x = Math.min(eastWest, 360 - eastWest) * Math.cos((one.latitude * Math.PI) / 180);
  return x * x + (one.latitude - two.latitude) ** 2;
}

function present(iata: string): string {
  return newCodes[iata] ?? iata;
}

function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}
