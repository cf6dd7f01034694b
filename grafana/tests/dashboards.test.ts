import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildDashboard } from '../src/build.ts';
import { checkDashboards } from '../src/check.ts';
import { dashboards } from '../src/dashboards/all.ts';
import { metricsOf } from '../src/queries.ts';

const dir = join(import.meta.dirname, '../dashboards');
const panels = dashboards.flatMap(({ title, rows }) =>
  rows.flatMap((row) => row.panels.map((panel) => [`${title} / ${panel.title}`, panel] as const)),
);

test('the files for Grafana are what the programs say', () => {
  expect(readdirSync(dir).toSorted()).toEqual(dashboards.map(({ uid }) => `${uid}.json`).toSorted());
  for (const dashboard of dashboards)
    expect(JSON.parse(readFileSync(join(dir, `${dashboard.uid}.json`), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(buildDashboard(dashboard))),
    );
});

test.each(panels)(
  '%s says what is seen, and asks something that can be asked',
  (_name, { title, description, queries }) => {
    expect(title).not.toBe('');
    expect(description.length).toBeGreaterThan(3);
    expect(queries.length).toBeGreaterThan(0);
    for (const { expr } of queries) expect(metricsOf(expr).size).toBeGreaterThan(0);
  },
);

test('no two dashboards have the same address, no two panels of one the same title', () => {
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
  expect(new Set(panels.map(([name]) => name)).size).toBe(panels.length);
});

describe('the check of panels', () => {
  const known = new Set(panels.flatMap(([, { queries }]) => queries.flatMap(({ expr }) => [...metricsOf(expr)])));
  const withData = { countSeries: () => Promise.resolve(1), metricNames: () => Promise.resolve(known) };

  test('finds nothing where there is data for all', async () => {
    expect((await checkDashboards(dashboards, withData)).faults).toEqual([]);
  });

  test('finds an error, a panel without data, and a metric that nobody exports', async () => {
    const broken = { ...withData, countSeries: () => Promise.reject(new Error('parse error')) };
    expect((await checkDashboards(dashboards, broken)).faults[0]).toContain('parse error');
    const dry = { ...withData, countSeries: () => Promise.resolve(0) };
    expect((await checkDashboards(dashboards, dry)).faults[0]).toContain('no data');
    const misspelt = { ...withData, metricNames: () => Promise.resolve(new Set([...known].slice(1))) };
    expect((await checkDashboards(dashboards, misspelt)).faults).not.toEqual([]);
  });
});
