import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { median, type Report, round } from '../report.ts';
import { countFrames } from './frames.ts';
import { firstRouteKb, lazyRoutes } from './sizes.ts';
import { startSkyServer } from './sky-server.ts';

const web = join(import.meta.dirname, '../../../web');
const aircraft = 2000;
/** Of quality.md, P11. */
const budgets = { firstKb: 130, lazyKb: 60, framesPerSecond: 45 };

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** What the web app weighs, and how smoothly its map moves. */
export async function benchWeb({ quick }: { quick: boolean }): Promise<Report> {
  const dist = mkdtempSync(join(tmpdir(), 'airside-bench-web-'));
  try {
    buildApp(dist);
    return await measure(dist, quick);
  } finally {
    rmSync(dist, { recursive: true, force: true });
  }
}

async function measure(dist: string, quick: boolean): Promise<Report> {
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
  const executablePath = browsers.find(existsSync);
  if (executablePath === undefined) {
    console.log('Not measured: the map, for there is no Chromium (apt-get install chromium).');
    return { bench: 'web', rows, ratios };
  }
  const sky = await startSkyServer(dist, aircraft);
  try {
    const frames = await countFrames(`${sky.url}/map`, {
      ready: `${aircraft} flights in the air`,
      seconds: quick ? 1 : 5,
      repetitions: quick ? 1 : 5,
      executablePath,
    });
    const perSecond = median(frames.map((one) => one.perSecond));
    ratios['P11 frames a second / 45'] = round(perSecond / budgets.framesPerSecond);
    const longestMs = Math.max(...frames.map((one) => one.longestMs));
    const map = {
      name: `map, ${aircraft} aircraft`,
      'frames/s': round(perSecond, 1),
      'longest frame ms': round(longestMs, 1),
    };
    return { bench: 'web', rows: [...rows, map], ratios };
  } finally {
    sky.close();
  }
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
