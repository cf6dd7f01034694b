export type Point = { lat: number; lon: number };

const earthRadiusNm = 3440.065;
const radians = (degrees: number) => (degrees * Math.PI) / 180;
const degrees = (angle: number) => (angle * 180) / Math.PI;

/** Great-circle distance in nautical miles. */
export function distanceNm(from: Point, to: Point): number {
  return earthRadiusNm * angleBetween(from, to);
}

/** Angle at the earth's centre, in radians (haversine, which is exact for near points too). */
function angleBetween(from: Point, to: Point): number {
  const [lat1, lat2] = [radians(from.lat), radians(to.lat)];
  const half = Math.sin((lat2 - lat1) / 2) ** 2;
  const across = Math.cos(lat1) * Math.cos(lat2) * Math.sin(radians(to.lon - from.lon) / 2) ** 2;
  return 2 * Math.asin(Math.min(1, Math.sqrt(half + across)));
}

/** The point at a fraction (0 to 1) of the great circle. */
export function pointBetween(from: Point, to: Point, fraction: number): Point {
  const angle = angleBetween(from, to);
  if (angle === 0) return { lat: from.lat, lon: from.lon };
  const [near, far] = [
    Math.sin((1 - fraction) * angle) / Math.sin(angle),
    Math.sin(fraction * angle) / Math.sin(angle),
  ];
  const [lat1, lon1, lat2, lon2] = [radians(from.lat), radians(from.lon), radians(to.lat), radians(to.lon)];
  const x = near * Math.cos(lat1) * Math.cos(lon1) + far * Math.cos(lat2) * Math.cos(lon2);
  const y = near * Math.cos(lat1) * Math.sin(lon1) + far * Math.cos(lat2) * Math.sin(lon2);
  const z = near * Math.sin(lat1) + far * Math.sin(lat2);
  return { lat: degrees(Math.atan2(z, Math.hypot(x, y))), lon: degrees(Math.atan2(y, x)) };
}

/** Initial bearing in degrees from true north, 0 up to 360. */
export function bearing(from: Point, to: Point): number {
  const [lat1, lat2, across] = [radians(from.lat), radians(to.lat), radians(to.lon - from.lon)];
  const y = Math.sin(across) * Math.cos(lat2);
  const x = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(across);
  return (degrees(Math.atan2(y, x)) + 360) % 360;
}
