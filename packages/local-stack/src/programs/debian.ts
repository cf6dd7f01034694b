import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { librariesToFetch } from './rules.ts';

const run = promisify(execFile);
const commandTimeoutMs = 60_000;

/** What is wanted: packages with the programs in them, named as they lie below `usr/bin`. */
export type DebianPrograms = { title: string; packages: readonly string[]; programs: readonly string[] };

/** Where the unpacked programs are, by name, and the folders their libraries are looked for in. */
export type UnpackedPrograms = { paths: Readonly<Record<string, string>>; libraryPath: string };

/** Who is told about the download, and what ends it early. */
export type UnpackWatch = { log(line: string): void; signal: AbortSignal };

/**
 * Programs of Debian and Ubuntu without installing them: packages are downloaded by apt-get and unpacked into `folder`.
 * Needs no root. Undefined where there is no apt-get.
 */
export async function unpackDebian(
  folder: string,
  wanted: DebianPrograms,
  watch: UnpackWatch,
): Promise<UnpackedPrograms | undefined> {
  const present = findUnpacked(folder, wanted.programs);
  if (present !== undefined) return present;
  if (!(await hasApt())) return undefined;
  watch.log(`${wanted.title}: downloading and unpacking Debian packages (once)`);
  // Two starts at once each work in a folder of their own; the first to finish gives the result.
  const work = `${folder}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(path.join(work, 'packages'), { recursive: true });
  mkdirSync(path.join(work, 'root'));
  try {
    await fetchAll(work, wanted.packages, watch.signal);
    for (const rest of ['packages', 'apt']) rmSync(path.join(work, rest), { recursive: true, force: true });
    if (!existsSync(folder)) renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return findUnpacked(folder, wanted.programs);
}

async function fetchAll(work: string, packages: readonly string[], signal: AbortSignal): Promise<void> {
  const done = new Set<string>();
  let wanted = [...packages];
  // Libraries of libraries are few; three rounds are more than any release has needed.
  for (let round = 0; round < 3 && wanted.length > 0; round++) {
    await download(work, wanted, signal);
    for (const name of wanted) done.add(name);
    const dependencies = await unpack(work);
    wanted = librariesToFetch(dependencies, done);
  }
}

/** Downloads with the machine's package lists; where these are missing or old, with lists of our own. */
async function download(work: string, names: readonly string[], signal: AbortSignal): Promise<void> {
  const cwd = path.join(work, 'packages');
  const options = { cwd, timeout: commandTimeoutMs, signal };
  // Without this, apt as root complains that its own user cannot enter the folder.
  const asOurselves = ['-o', 'APT::Sandbox::User=root'];
  try {
    await run('apt-get', [...asOurselves, 'download', ...names], options);
  } catch {
    signal.throwIfAborted();
    const own = ownLists(work);
    await run('apt-get', [...asOurselves, ...own, 'update'], options);
    await run('apt-get', [...asOurselves, ...own, 'download', ...names], options);
  }
}

function ownLists(work: string): string[] {
  const lists = path.join(work, 'apt/lists');
  const cache = path.join(work, 'apt/cache');
  mkdirSync(path.join(lists, 'partial'), { recursive: true });
  mkdirSync(path.join(cache, 'archives/partial'), { recursive: true });
  return ['-o', `Dir::State::lists=${lists}`, '-o', `Dir::Cache=${cache}`];
}

async function unpack(work: string): Promise<string> {
  const packages = path.join(work, 'packages');
  let dependencies = '';
  for (const file of readdirSync(packages).filter((name) => name.endsWith('.deb'))) {
    const archive = path.join(packages, file);
    await run('dpkg-deb', ['-x', archive, path.join(work, 'root')]);
    dependencies += `${(await run('dpkg-deb', ['-f', archive, 'Depends'])).stdout},`;
    rmSync(archive);
  }
  return dependencies;
}

function findUnpacked(folder: string, programs: readonly string[]): UnpackedPrograms | undefined {
  const paths = Object.fromEntries(programs.map((name) => [name, path.join(folder, 'root/usr/bin', name)]));
  if (!Object.values(paths).every((file) => existsSync(file))) return undefined;
  const libraryFolders = ['root/usr/lib', 'root/lib'].flatMap((lib) => {
    const base = path.join(folder, lib);
    if (!existsSync(base)) return [];
    return readdirSync(base)
      .filter((name) => name.endsWith('-linux-gnu') || name.includes('-linux-gnu'))
      .map((name) => path.join(base, name));
  });
  return { paths, libraryPath: libraryFolders.join(':') };
}

async function hasApt(): Promise<boolean> {
  try {
    await run('apt-get', ['--version']);
    await run('dpkg-deb', ['--version']);
    return true;
  } catch {
    return false;
  }
}
