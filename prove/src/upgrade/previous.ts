import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { NotRun } from '../kit/small-disk.ts';

const run = promisify(execFile);

/** A checkout of the release before this one, which runs with the packages that are installed here. */
export type Previous = { commit: string; services: string };

/**
 * The last release by its tag; before the first one, the state before the newest migrations. Throws NotRun in a checkout
 * without that history.
 */
export async function checkOutPrevious(checkout: string, into: string): Promise<Previous> {
  const commit = await findPrevious(checkout).catch(() => {
    throw new NotRun('the history of git, for the release before this one');
  });
  mkdirSync(into, { recursive: true });
  const archive = spawn('git', ['-C', checkout, 'archive', commit], { stdio: ['ignore', 'pipe', 'ignore'] });
  const unpacking = spawn('tar', ['-x', '-C', into], { stdio: [archive.stdout, 'ignore', 'ignore'] });
  const [status] = (await once(unpacking, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${commit} could not be unpacked`);
  linkPackages(checkout, into);
  // Where the launcher looks for it among services of another place.
  symlinkSync('../etl', join(into, 'services/etl'));
  return { commit: commit.slice(0, 7), services: join(into, 'services') };
}

async function findPrevious(checkout: string): Promise<string> {
  const git = async (...args: string[]) => (await run('git', ['-C', checkout, ...args])).stdout.trim();
  const tag = await git('describe', '--tags', '--abbrev=0', '--match', 'v*', 'HEAD^').catch(() => '');
  if (tag !== '') return git('rev-parse', tag);
  const newest = await git('log', '-1', '--format=%H', '--', 'services/*/migrations/*.sql');
  return git('rev-parse', `${newest}^`);
}

/** Our own packages by their relative links, so that they are the old ones; everybody else's are those installed here. */
function linkPackages(checkout: string, into: string): void {
  const from = join(checkout, 'node_modules');
  const to = join(into, 'node_modules');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  for (const name of readdirSync(from)) if (name !== '@airside') symlinkSync(join(from, name), join(to, name));
  cpSync(join(from, '@airside'), join(to, '@airside'), { recursive: true, verbatimSymlinks: true });
}
