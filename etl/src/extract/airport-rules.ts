/** An airport as the open data has it. */
export type OpenAirport = {
  code: string;
  name: string;
  city: string;
  country: string;
  latitude: number;
  longitude: number;
};

export type Airport = Omit<OpenAirport, 'latitude' | 'longitude'> & { zone: string };

/** Airports whose IATA code has changed since the open data was collected: former code → present one. */
const newCodes: Readonly<Record<string, string>> = { KIV: 'RMO' };

/**
 * Airports with their zones, by present code. Where the source has no zone that this runtime knows, the airport takes that of the
 * nearest one in its country, as the booking service does, whose dates are to be understood by the same clocks.
 */
export function placeInZones(airports: readonly OpenAirport[], zones: Readonly<Record<string, string>>): Airport[] {
  const valid = new Set(Object.values(zones).filter(isZone));
  const located = airports.flatMap((airport) => {
    const zone = zones[airport.code];
    return zone === undefined || !valid.has(zone) ? [] : [{ ...airport, zone }];
  });
  const byCode = new Map<string, Airport>();
  for (const airport of airports) {
    const { code, name, city, country } = airport;
    const own = zones[code];
    const zone = own !== undefined && valid.has(own) ? own : nearestZone(airport, located);
    const now = newCodes[code] ?? code;
    if (zone !== undefined) byCode.set(now, { code: now, name, city, country, zone });
  }
  return [...byCode.values()];
}

function nearestZone(airport: OpenAirport, located: readonly (OpenAirport & { zone: string })[]): string | undefined {
  const compatriots = located.filter(({ country }) => country === airport.country);
  let best: { zone: string; distance: number } | undefined;
  for (const candidate of compatriots.length > 0 ? compatriots : located) {
    const distance = squaredDistance(airport, candidate);
    if (best === undefined || distance < best.distance) best = { zone: candidate.zone, distance };
  }
  return best?.zone;
}

/** In squared degrees of latitude; good enough to compare neighbours, also across the date line. */
function squaredDistance(one: OpenAirport, two: OpenAirport): number {
  const eastWest = Math.abs(one.longitude - two.longitude);
  const x = Math.min(eastWest, 360 - eastWest) * Math.cos((one.latitude * Math.PI) / 180);
  return x * x + (one.latitude - two.latitude) ** 2;
}

function isZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
