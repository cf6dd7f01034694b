import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What PostgreSQL's control file says about a data folder while the server is stopped. */
export type ControlFile = {
  systemIdentifier: string;
  timeline: number;
  /** Whether it was a primary and was stopped in order. */
  isShutDown: boolean;
  /** Where the record of the last checkpoint begins, in bytes of the log; after an orderly stop the last record of all. */
  checkpoint: bigint;
};

const shutDown = 1;

/**
 * Reads `global/pg_control`: system identifier, state of the server, position of the last checkpoint, and that checkpoint's
 * timeline behind its own position (`ControlFileData` and `CheckPoint` in PostgreSQL's `pg_control.h`, versions 13 to 18).
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
  return {
    systemIdentifier: bytes.readBigUInt64LE(0).toString(),
    timeline: bytes.readUInt32LE(48),
    isShutDown: bytes.readUInt32LE(16) === shutDown,
    checkpoint: bytes.readBigUInt64LE(32),
  };
}
