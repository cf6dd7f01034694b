import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { failurePage } from './failure-page.ts';
import { hashSources } from './sources.ts';

const run = promisify(execFile);
const buildTimeoutMs = 180_000;
/** Lies in a finished build and says what it was made of. */
const stamp = '.built-from';

export type WebBuildOptions = {
  /** Root of the checkout, with the app's sources in `web/`. */
  checkout: string;
  /** Where a page is written that says why there is no app. */
  dataDir: string;
  onProgress: (line: string) => void;
  signal: AbortSignal;
};

/**
 * The folder with the built web app, built anew where its sources have changed. The stack is of use without the app, so
 * a build that fails is no failure here: the folder then holds one page with the reason.
 */
export async function openWebApp(options: WebBuildOptions): Promise<string> {
  const { checkout, onProgress } = options;
  const dist = path.join(checkout, 'web/dist');
  const started = performance.now();
  try {
    const wanted = hashSources(checkout);
    if (isBuiltFrom(dist, wanted)) return dist;
    onProgress('web app: building it (only when its sources have changed)');
    await build(dist, wanted, options);
    onProgress(`web app: built in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return dist;
  } catch (error) {
    options.signal.throwIfAborted();
    onProgress('web app: building it failed; its page says why, everything else starts');
    return writeFailure(options.dataDir, error);
  }
}

function isBuiltFrom(folder: string, wanted: string): boolean {
  const file = path.join(folder, stamp);
  return existsSync(file) && readFileSync(file, 'utf8') === wanted;
}

/** Two starts at once each build in a folder of their own; whoever comes last puts its own in place. */
async function build(dist: string, wanted: string, { checkout, signal }: WebBuildOptions): Promise<void> {
  const web = path.join(checkout, 'web');
  const work = mkdtempSync(`${dist}-`);
  const vite = createRequire(path.join(web, 'package.json')).resolve('vite/package.json');
  const program = path.join(path.dirname(vite), 'bin/vite.js');
  try {
    await run(process.execPath, [program, 'build', '--outDir', work, '--emptyOutDir', '--logLevel', 'warn'], {
      cwd: web,
      env: { NODE_ENV: 'production', NO_COLOR: '1' },
      timeout: buildTimeoutMs,
      signal,
    });
    writeFileSync(path.join(work, stamp), wanted);
    rmSync(dist, { recursive: true, force: true });
    renameSync(work, dist);
  } catch (error) {
    if (!isBuiltFrom(dist, wanted)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function writeFailure(dataDir: string, error: unknown): string {
  const folder = path.join(dataDir, 'web');
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), failurePage(said === '' ? String(error) : said));
  return folder;
}
