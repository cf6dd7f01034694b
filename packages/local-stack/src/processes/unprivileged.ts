import { execFileSync, spawnSync } from 'node:child_process';
import { lchownSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../stack-error.ts';

/**
 * As whom a server runs. PostgreSQL refuses root; as an ordinary user everything runs as that user.
 * `namespace`: root under another name, for folders that no other user can enter.
 */
export type RunAs = { kind: 'self' } | { kind: 'user'; uid: number; gid: number } | { kind: 'namespace' };

const nobody = 65_534;

/** Chooses a user that can enter every given folder (all must exist). Throws when nobody but root can and namespaces are forbidden. */
export function chooseRunAs(folders: readonly string[]): RunAs {
  if (process.getuid?.() !== 0) return { kind: 'self' };
  const user = unprivilegedUser();
  const closed = folders.find((folder) => !canEnter(folder, user));
  if (closed === undefined) return { kind: 'user', ...user };
  if (spawnSync('unshare', [...unshareOptions, 'true'], { stdio: 'ignore' }).status === 0) return { kind: 'namespace' };
  throw new StackError(
    `PostgreSQL does not run as root, and the unprivileged user ${user.uid} cannot enter ${closed}. ` +
      'Put the data where others can pass, as in: npm start -- --data /var/lib/airside',
  );
}

/** The user of a packaged PostgreSQL where there is one, else nobody: the uid must have an entry in the user list. */
function unprivilegedUser(): { uid: number; gid: number } {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' })));
    if (uid !== undefined && gid !== undefined && uid > 0) return { uid, gid };
  } catch {
    // No such user here.
  }
  return { uid: nobody, gid: nobody };
}

function canEnter(folder: string, user: { uid: number; gid: number }): boolean {
  // `cd` would start by the caller's own folder, which need not be open to that user either.
  return spawnSync('test', ['-x', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

const unshareOptions = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`];

/** Variables of an outer PostgreSQL client that a server or its replication connection would obey. */
const foreignVariables = [
  'PGDATA',
  'PGPORT',
  'PGHOST',
  'PGUSER',
  'PGDATABASE',
  'PGPASSWORD',
  'PGPASSFILE',
  'PGSERVICE',
].concat([
  'PGOPTIONS',
  'PGSSLMODE',
  'PGREQUIREAUTH',
  'PGCHANNELBINDING',
  'PGTARGETSESSIONATTRS',
  'PGTZ',
  'LC_ALL',
  'LANG',
]);

/** The command line and spawn options that run `command` as somebody, with further variables. `exec` all the way: the pid is the server's own. */
export function commandAs(
  runAs: RunAs,
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): { command: string; args: string[]; uid?: number; gid?: number } {
  const added = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const clean = ['env', ...foreignVariables.flatMap((name) => ['-u', name]), 'LC_ALL=C', ...added, command, ...args];
  if (runAs.kind === 'namespace') return { command: 'unshare', args: [...unshareOptions, ...clean] };
  const owner = runAs.kind === 'user' ? { uid: runAs.uid, gid: runAs.gid } : {};
  return { command: 'env', args: clean.slice(1), ...owner };
}

/** Gives a folder and all in it to whoever the server runs as, where an earlier run had it under another user. */
export function giveTo(runAs: RunAs, folder: string): void {
  if (process.getuid?.() !== 0) return;
  const owner = runAs.kind === 'user' ? runAs : { uid: 0, gid: 0 };
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const file of [folder, ...entries.map((entry) => path.join(entry.parentPath, entry.name))]) {
    if (lstatSync(file).uid !== owner.uid) lchownSync(file, owner.uid, owner.gid);
  }
}
