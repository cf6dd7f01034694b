import { geoPath } from 'd3-geo';
import type { Land } from './geometry.ts';
import { projectionOf, type Size } from './projection.ts';
import { type Box, type Cluster, placeOf, screenOf, type Sky, type View, withoutOverlap } from './rules.ts';

export type Colors = Readonly<Record<'sea' | 'land' | 'coast' | 'dot' | 'ink' | 'plane' | 'chosen' | 'trail', string>>;

type Context = CanvasRenderingContext2D;
type Place = readonly [number, number];

/** What lies still while nobody moves the map: land, coasts and airports. */
export function drawGround(
  context: Context,
  {
    land,
    view,
    size,
    clusters,
    colors,
  }: { land: Land | undefined; view: View; size: Size; clusters: readonly Cluster[]; colors: Colors },
): void {
  context.fillStyle = colors.sea;
  context.fillRect(0, 0, size.width, size.height);
  if (land !== undefined) {
    context.beginPath();
    geoPath(projectionOf(view, size), context)(land);
    context.fillStyle = colors.land;
    context.fill();
    context.strokeStyle = colors.coast;
    context.lineWidth = 0.7;
    context.stroke();
  }
  for (const cluster of clusters) drawDot(context, cluster, colors);
  drawLabels(context, clusters, colors);
}

const radiusOf = ({ members }: Cluster) => Math.min(7, 2.5 + Math.sqrt(members.length));

function drawDot(context: Context, cluster: Cluster, colors: Colors): void {
  context.beginPath();
  context.arc(cluster.x, cluster.y, radiusOf(cluster), 0, 2 * Math.PI);
  context.fillStyle = colors.dot;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = colors.sea;
  context.stroke();
}

const labelHeight = 14;

/** The busiest airports have their names; one that would cover another's, or its dot, goes without. */
function drawLabels(context: Context, clusters: readonly Cluster[], colors: Colors): void {
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.strokeStyle = colors.sea;
  context.fillStyle = colors.ink;
  context.lineWidth = 3;
  const labels = clusters.map((cluster) => {
    const text = labelOf(cluster);
    const [left, top] = [cluster.x + radiusOf(cluster) + 4, cluster.y - labelHeight / 2];
    return { text, y: cluster.y, left, top, width: context.measureText(text).width, height: labelHeight };
  });
  const isDrawn = withoutOverlap([...clusters.map(boxOf), ...labels]).slice(clusters.length);
  for (const { text, left, y } of labels.filter((_, index) => isDrawn[index])) {
    context.strokeText(text, left, y);
    context.fillText(text, left, y);
  }
}

function boxOf(cluster: Cluster): Box {
  const radius = radiusOf(cluster);
  return { left: cluster.x - radius, top: cluster.y - radius, width: 2 * radius, height: 2 * radius };
}

function labelOf({ members }: Cluster): string {
  const city = members[0]?.city ?? '';
  return members.length > 1 ? `${city} +${members.length - 1}` : city;
}

/** Where a flight comes from, has been and goes to. */
export function drawRoute(
  context: Context,
  {
    view,
    size,
    ends,
    trail,
    colors,
  }: { view: View; size: Size; ends: readonly Place[]; trail: readonly Place[]; colors: Colors },
): void {
  const path = geoPath(projectionOf(view, size), context);
  const line = (places: readonly Place[]) =>
    path({ type: 'LineString', coordinates: places.map(([lon, lat]) => [lon, lat]) });
  context.lineCap = 'round';
  if (ends.length > 1) {
    context.beginPath();
    line(ends);
    context.setLineDash([2, 6]);
    context.strokeStyle = colors.trail;
    context.lineWidth = 2;
    context.stroke();
    context.setLineDash([]);
  }
  if (trail.length > 1) {
    context.beginPath();
    line(trail);
    context.strokeStyle = colors.chosen;
    context.lineWidth = 2.5;
    context.stroke();
  }
}

const headings = 48;
/** Length of an aircraft, in pixels. */
const spriteSize = 18;

/** An aircraft in every direction, drawn once: two thousand of them are then copied, not drawn. */
export function createSprites(color: string, outline: string, scale: number): HTMLCanvasElement {
  const sheet = document.createElement('canvas');
  sheet.width = spriteSize * headings * scale;
  sheet.height = spriteSize * scale;
  const context = sheet.getContext('2d');
  if (context === null) return sheet;
  context.scale(scale, scale);
  const outlineOf = new Path2D(
    'M0-8 1.6-2.500 8 1.500V3.500L1.600 2 1.100 5.500 3.200 7.200V8L0 7.200-3.200 8V7.200L-1.100 5.500-1.600 2-8 3.500V1.500L-1.600-2.500Z',
  );
  for (let index = 0; index < headings; index += 1) {
    context.save();
    context.translate(spriteSize * (index + 0.5), spriteSize / 2);
    context.rotate((index / headings) * 2 * Math.PI);
    context.strokeStyle = outline;
    context.lineWidth = 1.6;
    context.stroke(outlineOf);
    context.fillStyle = color;
    context.fill(outlineOf);
    context.restore();
  }
  return sheet;
}

/** Every aircraft where it is at this moment; answers where each was drawn. */
export function drawAircraft(
  context: Context,
  {
    sky,
    view,
    size,
    nowMs,
    sprites,
    chosen,
    scale,
  }: {
    sky: Sky;
    view: View;
    size: Size;
    nowMs: number;
    sprites: { plain: HTMLCanvasElement; chosen: HTMLCanvasElement };
    chosen: number | undefined;
    /** Pixels of the canvas per pixel of the page. */
    scale: number;
  },
): [id: number, x: number, y: number][] {
  const toScreen = screenOf(view, size);
  const drawn: [number, number, number][] = [];
  const side = spriteSize * scale;
  for (const [id, aircraft] of sky) {
    const [x, y] = toScreen(placeOf(aircraft, nowMs));
    if (x < -spriteSize || y < -spriteSize || x > size.width + spriteSize || y > size.height + spriteSize) continue;
    const index = Math.round((aircraft.position.heading / 360) * headings) % headings;
    const sheet = id === chosen ? sprites.chosen : sprites.plain;
    const half = spriteSize / 2;
    // At whole pixels a copy is a copy; between them each would be computed.
    context.drawImage(
      sheet,
      index * side,
      0,
      side,
      side,
      Math.round(x - half),
      Math.round(y - half),
      spriteSize,
      spriteSize,
    );
    drawn.push([id, x, y]);
  }
  return drawn;
}
