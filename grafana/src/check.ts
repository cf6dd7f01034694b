import type { Dashboard, Panel } from './panel.ts';
import { metricsOf, withWindow } from './queries.ts';

/** What a Prometheus answers; enough of its API to run panels. */
export type Prometheus = {
  /** Series that a query gives over the last minutes. Throws with Prometheus's own words. */
  countSeries(expr: string): Promise<number>;
  /** Names of everything it has heard of. */
  metricNames(): Promise<ReadonlySet<string>>;
};

export type Report = { panels: number; faults: string[] /** What is empty and may be, and why. */; empty: string[] };

/** Runs every panel: faults are errors, metrics that nobody exports, and panels without data that should have some. */
export async function checkDashboards(dashboards: readonly Dashboard[], prometheus: Prometheus): Promise<Report> {
  const known = await prometheus.metricNames();
  const report: Report = { panels: 0, faults: [], empty: [] };
  for (const { title: dashboard, rows } of dashboards) {
    for (const panel of rows.flatMap(({ panels }) => panels)) {
      report.panels += 1;
      const outcome = await checkPanel(panel, known, prometheus);
      const line = `${dashboard} / ${panel.title}: ${outcome.words}`;
      if (outcome.kind === 'fault') report.faults.push(line);
      if (outcome.kind === 'empty') report.empty.push(line);
    }
  }
  return report;
}

type Outcome = { kind: 'fine' | 'fault' | 'empty'; words: string };

async function checkPanel(panel: Panel, known: ReadonlySet<string>, prometheus: Prometheus): Promise<Outcome> {
  const named = new Set(panel.queries.flatMap(({ expr }) => [...metricsOf(expr)]));
  const missing = [...named].filter((name) => !known.has(name));
  const optional = panel.mayBeEmpty !== undefined;
  if (missing.length > 0 && !optional) return { kind: 'fault', words: `nobody exports ${missing.join(', ')}` };
  for (const { expr } of panel.queries) {
    const series = await prometheus.countSeries(withWindow(expr)).catch((error: unknown) => String(error));
    if (typeof series === 'string') return { kind: 'fault', words: series };
    if (series === 0 && optional) return { kind: 'empty', words: panel.mayBeEmpty ?? '' };
    if (series === 0) return { kind: 'fault', words: `no data: ${expr}` };
  }
  return { kind: 'fine', words: '' };
}

/** A Prometheus at a URL. */
export function connectPrometheus(url: string): Prometheus {
  async function ask(path: string): Promise<unknown> {
    const answer = await fetch(`${url}/api/v1/${path}`, { signal: AbortSignal.timeout(10_000) });
    const body = (await answer.json()) as { status: string; error?: string; data: unknown };
    if (body.status !== 'success') throw new Error(body.error ?? `Prometheus answered ${answer.status}`);
    return body.data;
  }
  return {
    async countSeries(expr) {
      const end = Math.floor(Temporal.Now.instant().epochMilliseconds / 1000);
      const query = new URLSearchParams({ query: expr, start: String(end - 300), end: String(end), step: '15' });
      const { result } = (await ask(`query_range?${query.toString()}`)) as { result: { values: [number, string][] }[] };
      return result.filter(({ values }) => values.some(([, value]) => value !== 'NaN')).length;
    },
    async metricNames() {
      return new Set((await ask('label/__name__/values')) as string[]);
    },
  };
}
