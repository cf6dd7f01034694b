import type { PositionResource } from '@airside/contracts';

/** An aircraft between two sights of it: where it was drawn, and where it was seen last. */
export type Aircraft = {
  readonly position: PositionResource;
  /** Where it was drawn when the last sight came, `[lon, lat]`, and when that was in milliseconds of the page's clock. */
  readonly from: readonly [number, number];
  readonly atMs: number;
  /** Where it was seen, the oldest first. */
  readonly trail: readonly (readonly [number, number])[];
};

/** In the air, by the integer id of the departure. */
export type Sky = ReadonlyMap<number, Aircraft>;

/** The stream looks about so often; in between an aircraft moves on by itself. */
const betweenSightsMs = 1200;
const longestTrail = 60;

/** Takes in what has moved and what has landed. */
export function takeSights(
  sky: Sky,
  { positions, landed }: { positions: readonly PositionResource[]; landed: readonly number[] },
  nowMs: number,
): Sky {
  const next = new Map(sky);
  for (const id of landed) next.delete(id);
  for (const position of positions) {
    const known = next.get(position.departure_id);
    const seen = [position.lon, position.lat] as const;
    next.set(position.departure_id, {
      position,
      from: known === undefined ? seen : placeOf(known, nowMs),
      atMs: nowMs,
      trail: [...(known?.trail ?? []), seen].slice(-longestTrail),
    });
  }
  return next;
}

/** Where to draw an aircraft now: on its way from where it was drawn to where it was seen. */
export function placeOf({ position, from, atMs }: Aircraft, nowMs: number): [number, number] {
  const share = Math.min(1, Math.max(0, (nowMs - atMs) / betweenSightsMs));
  const [lon, lat] = from;
  return [wrap(lon + shortWay(lon, position.lon) * share), lat + (position.lat - lat) * share];
}

/** Degrees from one longitude to another, the short way, also over the date line. */
export function shortWay(from: number, to: number): number {
  return ((((to - from + 180) % 360) + 360) % 360) - 180;
}

function wrap(lon: number): number {
  return shortWay(0, lon);
}

/** What is nearest to a point on the screen, and near enough to be meant. */
export function nearest<T>(
  items: Iterable<readonly [item: T, x: number, y: number]>,
  [x, y]: readonly [number, number],
  withinPx: number,
): T | undefined {
  let best: { item: T; distance: number } | undefined;
  for (const [item, itemX, itemY] of items) {
    const distance = Math.hypot(itemX - x, itemY - y);
    if (distance <= withinPx && distance < (best?.distance ?? Infinity)) best = { item, distance };
  }
  return best?.item;
}

export type Dot = { iata: string; city: string; x: number; y: number; flights: number };
export type Cluster = { x: number; y: number; flights: number; members: readonly Dot[] };

/** Airports that would cover each other are one dot, at the busiest of them. */
export function clusterDots(dots: readonly Dot[], withinPx: number): Cluster[] {
  const clusters: { x: number; y: number; flights: number; members: Dot[] }[] = [];
  for (const dot of dots.toSorted((one, other) => other.flights - one.flights)) {
    const near = clusters.find((cluster) => Math.hypot(cluster.x - dot.x, cluster.y - dot.y) < withinPx);
    if (near === undefined) clusters.push({ x: dot.x, y: dot.y, flights: dot.flights, members: [dot] });
    else {
      near.members.push(dot);
      near.flights += dot.flights;
    }
  }
  return clusters;
}

/** A rectangle on the screen, in pixels. */
export type Box = { left: number; top: number; width: number; height: number };

/** Which of the boxes can be drawn, the first ones first, so that none covers another. */
export function withoutOverlap(boxes: readonly Box[]): boolean[] {
  const drawn: Box[] = [];
  return boxes.map((box) => {
    const isFree = drawn.every((other) => !overlaps(box, other));
    if (isFree) drawn.push(box);
    return isFree;
  });
}

function overlaps(one: Box, other: Box): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

/** Part of the world that is shown: its centre in degrees, and how much larger than the whole. */
export type View = { lon: number; lat: number; zoom: number };

const mostZoom = 24;

/** A view that stays on the map. */
export function clampView({ lon, lat, zoom }: View): View {
  const kept = Math.min(mostZoom, Math.max(1, zoom));
  const most = 84 - 84 / kept;
  return { lon: wrap(lon), lat: Math.min(most, Math.max(-most, lat)), zoom: kept };
}

/** So near a view goes by itself that it still tells where in the world it is. */
const closestView = 5;

/** A view of all of the places, with some room around; the whole world where there are none. */
export function viewOf(places: readonly (readonly [number, number])[]): View {
  const [first] = places;
  if (first === undefined) return { lon: 10, lat: 8, zoom: 1.1 };
  const lons = places.map(([lon]) => first[0] + shortWay(first[0], lon));
  const lats = places.map(([, lat]) => lat);
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const spread = Math.max((east - west) / 360, (north - south) / 150, 0.02);
  return clampView({ lon: (west + east) / 2, lat: (south + north) / 2, zoom: Math.min(closestView, 0.75 / spread) });
}

/** Where a place is in a canvas that shows a view. */
export function screenOf(
  { lon, lat, zoom }: View,
  { width, height }: { width: number; height: number },
): (place: readonly [number, number]) => [number, number] {
  const perDegree = (scaleOf(zoom, { width, height }) * Math.PI) / 180;
  return (place) => [width / 2 + shortWay(lon, place[0]) * perDegree, height / 2 - (place[1] - lat) * perDegree];
}

/** Pixels per radian: at zoom 1 the world is as wide as the canvas, or as high. */
export function scaleOf(zoom: number, { width, height }: { width: number; height: number }): number {
  return zoom * Math.max(width / (2 * Math.PI), height / Math.PI);
}
