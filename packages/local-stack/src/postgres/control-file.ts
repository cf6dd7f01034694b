import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What PostgreSQL's control file says about a data folder while the server is stopped. */
export type ControlFile = { systemIdentifier: string; timeline: number };

/**
 * Reads `global/pg_control`: the system identifier is its first member, the timeline of the last checkpoint follows
 * that checkpoint's position (`ControlFileData` and `CheckPoint` in PostgreSQL's `pg_control.h`, versions 13 to 18).
 * Undefined when there is none, as after an initdb that was cut off.
 */
export function readControlFile(dataDir: string): ControlFile | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path.join(dataDir, 'global/pg_control'));
  } catch {
    return undefined;
  }
  if (bytes.length < 52) return undefined;
  return { systemIdentifier: bytes.readBigUInt64LE(0).toString(), timeline: bytes.readUInt32LE(48) };
}
