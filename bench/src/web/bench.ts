import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { median, percentile, type Report, type Row, round } from '../report.ts';
import { chromiumPath } from './chromium.ts';
import { measureDelays } from './delay.ts';
import { countFrames } from './frames.ts';
import { firstRouteKb, lazyRoutes } from './sizes.ts';
import { startSkyServer } from './sky-server.ts';

const web = join(import.meta.dirname, '../../../web');
const aircraft = 2000;
/** Of quality.md, P11; and how soon a traveller sees what the desk does. */
const budgets = { firstKb: 130, lazyKb: 60, framesPerSecond: 45, shownMs: 1000 };

type Measured = Pick<Report, 'rows' | 'ratios'>;

/** What the web app weighs, how smoothly its map moves, and how soon a delay is seen. */
export async function benchWeb({ quick, port }: { quick: boolean; port: number }): Promise<Report> {
  const executablePath = chromiumPath();
  if (executablePath === undefined)
    console.log('Not measured: the map and the delay, for there is no Chromium (apt-get install chromium).');
  const dist = mkdtempSync(join(tmpdir(), 'airside-bench-web-'));
  try {
    buildApp(dist);
    const parts = [measureSizes(dist)];
    if (executablePath !== undefined) {
      parts.push(await measureMap(dist, { quick, executablePath }));
      parts.push(shownOf(await measureDelays({ dist, delays: quick ? 3 : 20, port, executablePath })));
    }
    return {
      bench: 'web',
      rows: parts.flatMap(({ rows }) => rows),
      ratios: Object.assign({}, ...parts.map(({ ratios }) => ratios)) as Report['ratios'],
    };
  } finally {
    rmSync(dist, { recursive: true, force: true });
  }
}

function measureSizes(dist: string): Measured {
  const first = firstRouteKb(dist);
  const lazy = lazyRoutes(dist).sort((one, other) => other.kB - one.kB);
  const rows = [
    { name: 'first route', 'gzip kB': round(first, 1) },
    ...lazy.map(({ name, kB }) => ({ name, 'gzip kB': round(kB, 1) })),
  ];
  const ratios: Record<string, number> = {
    'P11 first route / 130 kB': round(first / budgets.firstKb),
    'P11 heaviest lazy route / 60 kB': round((lazy[0]?.kB ?? 0) / budgets.lazyKb),
  };
  return { rows, ratios };
}

async function measureMap(dist: string, options: { quick: boolean; executablePath: string }): Promise<Measured> {
  const { quick, executablePath } = options;
  const sky = await startSkyServer(dist, aircraft);
  try {
    const frames = await countFrames(`${sky.url}/map`, {
      ready: `${aircraft} flights in the air`,
      seconds: quick ? 1 : 5,
      repetitions: quick ? 1 : 5,
      executablePath,
    });
    const perSecond = median(frames.map((one) => one.perSecond));
    const longestMs = Math.max(...frames.map((one) => one.longestMs));
    const name = `map, ${aircraft} aircraft`;
    return {
      rows: [{ name, 'frames/s': round(perSecond, 1), 'longest frame ms': round(longestMs, 1) }],
      ratios: { 'P11 frames a second / 45': round(perSecond / budgets.framesPerSecond) },
    };
  } finally {
    sky.close();
  }
}

function shownOf(waitsMs: readonly number[]): Measured {
  const row: Row = {
    name: 'delay pressed → shown to the traveller, ms',
    delays: waitsMs.length,
    'median ms': round(median(waitsMs), 0),
    'p99 ms': round(percentile(waitsMs, 0.99), 0),
    'worst ms': round(Math.max(...waitsMs), 0),
  };
  return { rows: [row], ratios: { 'delay shown, worst / 1 s': round(Math.max(...waitsMs) / budgets.shownMs) } };
}

/** In a folder of its own: the app that a stack serves stays as it is. */
function buildApp(dist: string): void {
  const vite = createRequire(join(web, 'package.json')).resolve('vite/package.json');
  execFileSync(
    process.execPath,
    [join(dirname(vite), 'bin/vite.js'), 'build', '--outDir', dist, '--emptyOutDir', '--logLevel', 'error'],
    {
      cwd: web,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}
