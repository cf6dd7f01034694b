import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import './charts.css';
import { themeColor } from '../ui/theme-color.ts';
import { axisLabels } from './rules.ts';
import { useScheme } from './use-scheme.ts';

export type Series = {
  label: string;
  /** A colour of the theme, such as `accent`. */
  color: 'accent' | 'warn' | 'bad' | 'good' | 'soft';
  values: readonly (number | null)[];
  isFilled?: boolean;
};

type Props = {
  /** Seconds of the epoch, ascending. */
  times: readonly number[];
  series: readonly Series[];
  height?: number;
  /** How figures are written, and times (seconds of the epoch). */
  format: (value: number) => string;
  formatTime: (seconds: number) => string;
  /** Seconds up to now that are shown, where it goes on; else all there is. */
  window?: number;
};

/** Lines over time. What they say must stand beside them in words: a canvas says nothing to a screen reader. */
export function LineChart({ times, series, height = 160, format, formatTime, window }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const scheme = useScheme();
  const shape = series.map(({ label, color }) => `${label}/${color}`).join();
  const data: uPlot.AlignedData = [[...times], ...series.map(({ values }) => [...values])];
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const box = place.current;
    if (box === null) return;
    const resolve = (name: string) => themeColor(box, name);
    const axis = { stroke: resolve('soft'), grid: { stroke: resolve('line'), width: 1 }, ticks: { show: false } };
    const chart = new uPlot(
      {
        width: box.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        // Half a label stands beyond the last tick.
        padding: [8, 28, 0, 0],
        scales: {
          x: { time: true, range: (_plot, first, last) => rangeOf(first, last, window) },
          y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.15 : 4] },
        },
        axes: [
          { ...axis, font, size: 26, space: 90, values: (_plot, ticks) => axisLabels(ticks, formatTime) },
          { ...axis, font, size: widthOfLabels, values: (_plot, ticks) => axisLabels(ticks, format) },
        ],
        series: [
          {},
          ...series.map((one) => ({
            label: one.label,
            stroke: resolve(one.color),
            width: 2,
            ...(one.isFilled === true ? { fill: `color-mix(in srgb, ${resolve(one.color)} 14%, transparent)` } : {}),
            points: { show: false },
          })),
        ],
      },
      latest.current,
      box,
    );
    plot.current = chart;
    const fit = new ResizeObserver(() => chart.setSize({ width: box.clientWidth, height }));
    fit.observe(box);
    return () => {
      fit.disconnect();
      chart.destroy();
      plot.current = null;
    };
    // The data is given below; the rest is what the lines look like.
  }, [shape, height, scheme]);

  useEffect(() => plot.current?.setData(data));

  return <div ref={place} className="w-full overflow-hidden" style={{ height }} aria-hidden="true" />;
}

const font = '12px system-ui';

/** Room for the widest label of an axis and a gap, in CSS pixels. */
function widthOfLabels({ ctx }: uPlot, labels: string[] | null): number {
  ctx.save();
  ctx.font = font;
  const widths = (labels ?? []).map((label) => ctx.measureText(label).width);
  ctx.restore();
  return Math.ceil(Math.max(0, ...widths)) + 14;
}

function rangeOf(first: number | null, last: number | null, window: number | undefined): [number, number] {
  const end = last ?? Date.now() / 1000;
  return [window === undefined ? (first ?? end - 1) : end - window, end];
}
