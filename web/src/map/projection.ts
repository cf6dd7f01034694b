import { geoEquirectangular, type GeoProjection } from 'd3-geo';
import { scaleOf, type View } from './rules.ts';

export type Size = { width: number; height: number };

/** The world as it lies in a canvas of a size; agrees with `screenOf`, and draws lines along the globe. */
export function projectionOf({ lon, lat, zoom }: View, size: Size): GeoProjection {
  const scale = scaleOf(zoom, size);
  return geoEquirectangular()
    .rotate([-lon, 0])
    .scale(scale)
    .translate([size.width / 2, size.height / 2 + (lat * Math.PI * scale) / 180])
    .precision(0.3);
}
