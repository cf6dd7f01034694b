import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../stack-error.ts';

/** Which node of a cluster is the primary. Data folders alone cannot tell: one that crashed looks like one that serves. */
export type Decision = {
  /** Name of the node. */
  primary: string;
  reason: string;
  /** ISO 8601, for people. */
  decidedAt: string;
};

function decisionFile(dir: string): string {
  return path.join(dir, 'primary.json');
}

/** Undefined for a cluster that is new, or was made before decisions were kept. */
export function readDecision(dir: string): Decision | undefined {
  const file = decisionFile(dir);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Decision;
  } catch (error) {
    throw new StackError(
      `${file} cannot be read (${String(error)}). It names the primary: write {"primary":"NODE"} into it, or remove it where no node was ever promoted.`,
    );
  }
}

/**
 * On disk before anything acts on it: whoever starts the cluster next, after whatever end, finds either the old primary
 * decided and nobody promoted, or the new one decided and the old one to be made anew.
 */
export function writeDecision(dir: string, decision: Decision): void {
  const file = decisionFile(dir);
  const descriptor = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(descriptor, `${JSON.stringify(decision)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(`${file}.new`, file);
  const folder = openSync(dir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
