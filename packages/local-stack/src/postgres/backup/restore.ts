import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { StackError } from '../../stack-error.ts';
import { openCluster } from '../cluster.ts';
import { completeFolder } from '../folder.ts';
import { withDatabase } from '../queries.ts';
import { type BackupNote, dataName, noteName } from './backup.ts';
import { renewEpochs } from './queries.ts';
import { manifestName, verifyBackup } from './verify.ts';

const run = promisify(execFile);

export type RestoreOptions = {
  cluster: string;
  /** Folder of the cluster, none of whose servers runs. */
  dir: string;
  /** A back-up of that cluster. */
  from: string;
  /** Free, for the moment in which the restored server recovers. */
  port: number;
  superuserPassword: string;
  programsDir: string;
  logDir: string;
  onProgress(line: string): void;
};

export function keptFolder(dir: string): string {
  return `${dir}.before-restore`;
}

/** Throws StackError where a folder holds no back-up of the cluster. */
export function readNote(from: string, cluster: string): BackupNote {
  const file = path.join(from, noteName);
  if (!existsSync(file)) throw new StackError(`${from} is no back-up: it has no ${noteName}.`);
  const note = JSON.parse(readFileSync(file, 'utf8')) as BackupNote;
  if (note.cluster !== cluster) throw new StackError(`${from} is a back-up of ${note.cluster}, not of ${cluster}.`);
  return note;
}

/**
 * Puts a back-up in the place of a stopped cluster: one node, which recovers at once and is the primary from then on; the next
 * start copies the others from it. What was there is kept beside it until the next restore. Until the very end nothing is lost by a
 * failure: the old folder is where it was, or put back.
 */
export async function restoreCluster(options: RestoreOptions): Promise<void> {
  const { cluster, dir, from, onProgress } = options;
  readNote(from, cluster);
  const { files, bytes } = await verifyBackup(path.join(from, dataName));
  onProgress(`checked ${files} files, ${Math.round(bytes / 1024 / 1024)} MB: as they were written`);
  const fresh = `${dir}.restoring`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const node = path.join(fresh, `${cluster}_db_1`);
  await run('cp', ['-Rp', path.join(from, dataName), node]);
  rmSync(path.join(node, manifestName), { force: true });
  completeFolder(node);
  const kept = keptFolder(dir);
  rmSync(kept, { recursive: true, force: true });
  if (existsSync(dir)) renameSync(dir, kept);
  try {
    renameSync(fresh, dir);
    await recover(options);
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    if (existsSync(kept)) renameSync(kept, dir);
    throw error;
  }
}

/** Starts the node alone: it reads its log to the end of the back-up. What Redis has from before is of another history from now on. */
async function recover(options: RestoreOptions): Promise<void> {
  const { cluster: name, dir, port, superuserPassword, programsDir, logDir, onProgress } = options;
  const cluster = await openCluster({
    name,
    dir,
    ports: [port],
    databases: [],
    superuserPassword,
    programsDir,
    logDir,
  }).catch((error: unknown) => {
    if (!String(error).includes('password authentication failed')) throw error;
    throw new StackError(
      'The back-up answers to other passwords: it was taken with another secrets.json. Put that one into the data folder.',
      { cause: error },
    );
  });
  try {
    const outboxes = await withDatabase(cluster.superuserUrl(name), renewEpochs);
    onProgress(`recovered; ${outboxes} outbox(es) are sent again from their beginning`);
  } finally {
    await cluster.stopPrimary(10_000);
  }
}
