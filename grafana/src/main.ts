import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDashboard } from './build.ts';
import { checkDashboards, connectPrometheus } from './check.ts';
import { dashboards } from './dashboards/all.ts';

// `npm run dashboards` writes grafana/dashboards; with --check it only says whether the files are what it would write;
// with `-- http://localhost:9090` it runs every panel on that Prometheus.

const dir = join(import.meta.dirname, '../dashboards');
const wanted = new Map(
  dashboards.map((one) => [`${one.uid}.json`, `${JSON.stringify(buildDashboard(one), undefined, 2)}\n`]),
);
mkdirSync(dir, { recursive: true });
const present = readdirSync(dir);
const stale = present.filter((name) => !wanted.has(name));

const url = process.argv.find((argument) => argument.startsWith('http'));
if (url !== undefined) {
  const { panels, faults, empty } = await checkDashboards(dashboards, connectPrometheus(url));
  for (const line of empty) console.log(`empty  ${line}`);
  for (const line of faults) console.log(`FAULT  ${line}`);
  console.log(`${panels} panels, ${faults.length} faults, ${empty.length} empty that may be`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} else if (process.argv.includes('--check')) {
  const differing = [...wanted].filter(
    ([name, text]) => !present.includes(name) || readFileSync(join(dir, name), 'utf8') !== text,
  );
  const faults = [...differing.map(([name]) => name), ...stale];
  if (faults.length > 0) {
    console.error(`grafana/dashboards is not what grafana/src says (npm run dashboards): ${faults.join(', ')}`);
    process.exit(1);
  }
} else {
  for (const name of stale) rmSync(join(dir, name));
  for (const [name, text] of wanted) writeFileSync(join(dir, name), text);
}
