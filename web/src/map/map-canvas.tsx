import { type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useScheme } from '../charts/use-scheme.ts';
import { themeColor } from '../ui/theme-color.ts';
import { type Colors, createSprites, drawAircraft, drawGround, drawRoute } from './draw.ts';
import type { Land } from './geometry.ts';
import type { Size } from './projection.ts';
import { clampView, type Cluster, nearest, scaleOf, type Sky, type View } from './rules.ts';

export type Route = { ends: readonly (readonly [number, number])[] };

type Props = {
  sky: RefObject<Sky>;
  land: Land | undefined;
  view: View;
  onView: (view: View) => void;
  clustersOf: (view: View, size: Size) => readonly Cluster[];
  chosen: number | undefined;
  onChoose: (id: number | undefined) => void;
  route: Route | undefined;
};

/** So far from an aircraft a press still means it, in pixels. */
const reachPx = 16;

/** The map: a ground that is drawn when it changes, and aircraft on it that are drawn with every frame. */
export function MapCanvas(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  const ground = useRef<HTMLCanvasElement>(null);
  const air = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<[number, number, number][]>([]);
  const size = useSize(box);
  const scheme = useScheme();
  const [colors, setColors] = useState<Colors>();
  useEffect(() => setColors(box.current === null ? undefined : colorsOf(box.current)), [scheme]);
  const { view, land, clustersOf } = props;
  const scale = globalThis.devicePixelRatio;
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const context = prepare(ground.current, size, scale);
    if (context === undefined || colors === undefined || size === undefined) return;
    drawGround(context, { land, view, size, clusters: clustersOf(view, size), colors });
  }, [land, view, size, colors, clustersOf, scale]);

  const sprites = useMemo(
    () =>
      colors && {
        plain: createSprites(colors.plane, colors.sea, scale),
        chosen: createSprites(colors.chosen, colors.sea, scale),
      },
    [colors, scale],
  );
  useEffect(() => {
    if (size === undefined || colors === undefined || sprites === undefined) return;
    const context = prepare(air.current, size, scale);
    let frame = 0;
    const draw = (nowMs: number) => {
      frame = requestAnimationFrame(draw);
      const { sky, view: at, chosen, route } = latest.current;
      if (context === undefined) return;
      context.clearRect(0, 0, size.width, size.height);
      const trail = chosen === undefined ? undefined : sky.current.get(chosen)?.trail;
      if (chosen !== undefined)
        drawRoute(context, { view: at, size, ends: route?.ends ?? [], trail: trail ?? [], colors });
      drawn.current = drawAircraft(context, { sky: sky.current, view: at, size, nowMs, sprites, chosen, scale });
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [size, colors, sprites, scale]);

  const drag = useDrag(size, latest, (point) => latest.current.onChoose(nearest(drawn.current, point, reachPx)));
  useWheel(box, latest);
  return (
    <div
      ref={box}
      {...drag}
      aria-hidden="true"
      className="relative h-[min(70dvh,44rem)] min-h-80 touch-none overflow-hidden rounded-xl border border-line select-none"
      data-aircraft-layer
    >
      <canvas ref={ground} className="absolute inset-0 size-full" />
      <canvas ref={air} className="absolute inset-0 size-full cursor-grab active:cursor-grabbing" />
    </div>
  );
}

function colorsOf(box: HTMLElement): Colors {
  const of = (name: string) => themeColor(box, name);
  return {
    sea: of('sunk'),
    land: of('card'),
    coast: of('line'),
    dot: of('edge'),
    ink: of('soft'),
    plane: of('accent'),
    chosen: of('bad'),
    trail: of('soft'),
  };
}

/** A canvas with as many pixels as the screen has under it; undefined while there is none. */
function prepare(canvas: HTMLCanvasElement | null, size: Size | undefined, scale: number) {
  if (canvas === null || size === undefined) return undefined;
  canvas.width = Math.round(size.width * scale);
  canvas.height = Math.round(size.height * scale);
  const context = canvas.getContext('2d') ?? undefined;
  context?.scale(scale, scale);
  return context;
}

function useSize(box: RefObject<HTMLElement | null>): Size | undefined {
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const watch = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    watch.observe(element);
    return () => watch.disconnect();
  }, [box]);
  return size;
}

/** A press that moves takes the map along; one that does not is a choice. */
function useDrag(size: Size | undefined, latest: RefObject<Props>, onPress: (point: [number, number]) => void) {
  const start = useRef<{ x: number; y: number; view: View; hasMoved: boolean }>(undefined);
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = { x: event.clientX, y: event.clientY, view: latest.current.view, hasMoved: false };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const from = start.current;
      if (from === undefined || size === undefined) return;
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      if (Math.hypot(dx, dy) > 4) from.hasMoved = true;
      if (!from.hasMoved) return;
      const perDegree = (scaleOf(from.view.zoom, size) * Math.PI) / 180;
      const { lon, lat, zoom } = from.view;
      latest.current.onView(clampView({ lon: lon - dx / perDegree, lat: lat + dy / perDegree, zoom }));
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      const from = start.current;
      start.current = undefined;
      if (from === undefined || from.hasMoved) return;
      const { left, top } = event.currentTarget.getBoundingClientRect();
      onPress([event.clientX - left, event.clientY - top]);
    },
  };
}

/** A wheel that is turned with Ctrl, or fingers that are spread, zoom; the page scrolls otherwise. */
function useWheel(box: RefObject<HTMLElement | null>, latest: RefObject<Props>): void {
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    function zoom(event: WheelEvent): void {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const { view, onView } = latest.current;
      onView(clampView({ ...view, zoom: view.zoom * Math.exp(-event.deltaY / 300) }));
    }
    element.addEventListener('wheel', zoom, { passive: false });
    return () => element.removeEventListener('wheel', zoom);
  }, [box, latest]);
}
