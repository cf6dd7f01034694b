/** South, west, north, east in degrees; east of a box across the date line is below its west. */
export type Box = { south: number; west: number; north: number; east: number };

/** `west,south,east,north` in degrees, as GeoJSON orders them (RFC 7946, 5); undefined for what is none. */
export function parseBox(text: string): Box | undefined {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [west, south, east, north] = parts;
  if (parts.length !== 4 || west === undefined || south === undefined || east === undefined || north === undefined) {
    return undefined;
  }
  const isLongitude = (value: number) => value >= -180 && value <= 180;
  const isLatitude = (value: number) => value >= -90 && value <= 90;
  const isBox = isLongitude(west) && isLongitude(east) && isLatitude(south) && isLatitude(north) && south <= north;
  return isBox ? { south, west, north, east } : undefined;
}
