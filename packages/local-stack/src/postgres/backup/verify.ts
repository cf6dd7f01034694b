import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StackError } from '../../stack-error.ts';
import { logFilesOf, type Manifest, readManifest } from './manifest.ts';

export type Verified = { files: number; bytes: number };

export const manifestName = 'backup_manifest';

/**
 * The same as `pg_verifybackup`, which our PostgreSQL does not come with: every file of the list is there with its size and
 * checksum, no other is, and the log is complete. Throws StackError with the first fault.
 */
export async function verifyBackup(dataDir: string): Promise<Verified> {
  const manifest = openManifest(dataDir);
  let bytes = 0;
  for (const { path: name, sizeBytes, sha256 } of manifest.files) {
    const file = path.join(dataDir, name);
    if (!existsSync(file)) throw damaged(dataDir, `${name} is missing`);
    if (statSync(file).size !== sizeBytes || (await digestOf(file)) !== sha256)
      throw damaged(dataDir, `${name} was changed`);
    bytes += sizeBytes;
  }
  const log = readdirSync(path.join(dataDir, 'pg_wal'));
  const missing = logFilesOf(manifest.log).find((name) => !log.includes(name));
  if (missing !== undefined) throw damaged(dataDir, `pg_wal/${missing} is missing`);
  const known = new Set(manifest.files.map((file) => file.path));
  const foreign = listFiles(dataDir).find((name) => !known.has(name) && !isApart(name));
  if (foreign !== undefined) throw damaged(dataDir, `${foreign} does not belong to it`);
  return { files: manifest.files.length, bytes };
}

function openManifest(dataDir: string): Manifest {
  try {
    return readManifest(readFileSync(path.join(dataDir, manifestName), 'utf8'));
  } catch (error) {
    throw damaged(dataDir, error instanceof Error ? error.message : String(error));
  }
}

/** Not in the list, by its format: the log, which checks itself, and the list. */
const isApart = (name: string) => name === manifestName || name.startsWith('pg_wal/');

function listFiles(dataDir: string): string[] {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dataDir, path.join(entry.parentPath, entry.name)));
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function damaged(dataDir: string, why: string): StackError {
  return new StackError(`The back-up in ${dataDir} cannot be trusted: ${why}. Take another one.`);
}
