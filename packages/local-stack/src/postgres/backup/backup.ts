import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../../stack-error.ts';
import { streamBaseBackup } from './base-backup.ts';
import { manifestName, type Verified, verifyBackup } from './verify.ts';

/** Beside the data of a back-up. */
export type BackupNote = { cluster: string; takenAt: string; from: string };

export type BackupOptions = {
  cluster: string;
  /** Of the primary, with a role that may replicate. */
  url: string;
  /** Name of that node. */
  node: string;
  /** A folder that is not there yet. */
  to: string;
  takenAt: Temporal.Instant;
  onProgress(bytes: number): void;
  signal: AbortSignal;
};

export const noteName = 'backup.json';
export const dataName = 'data';

/**
 * Takes a base backup and checks it; the folder is there when all is. From the primary: a standby may lack the last commits
 * that were acknowledged before.
 */
export async function takeBackup(options: BackupOptions): Promise<Verified> {
  const { to, cluster, node, takenAt } = options;
  if (existsSync(to)) throw new StackError(`${to} is there already; name another folder with --to.`);
  const unfinished = `${to}.unfinished`;
  const dataDir = path.join(unfinished, dataName);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    await unpackTo(dataDir, options);
    const verified = await verifyBackup(dataDir);
    const note: BackupNote = { cluster, from: node, takenAt: takenAt.toString({ smallestUnit: 'second' }) };
    writeFileSync(path.join(unfinished, noteName), `${JSON.stringify(note)}\n`);
    renameSync(unfinished, to);
    return verified;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
}

async function unpackTo(dataDir: string, { url, onProgress, signal }: BackupOptions): Promise<void> {
  const tar = spawn('tar', ['-x', '-C', dataDir, '-f', '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  let complaint = '';
  tar.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-1000);
  });
  const ended = once(tar, 'close') as Promise<[number | null]>;
  const manifest: Buffer[] = [];
  const onManifest = (part: Buffer) => void manifest.push(part);
  try {
    await streamBaseBackup(url, { archive: tar.stdin, onManifest, onProgress }, signal);
    tar.stdin.end();
    const [status] = await ended;
    if (status !== 0) throw new Error(`tar: ${complaint}`);
  } catch (error) {
    tar.kill('SIGKILL');
    throw new StackError(`The back-up failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  writeFileSync(path.join(dataDir, manifestName), Buffer.concat(manifest));
}
