import { closeSync, copyFileSync, mkdirSync, openSync, readSync, renameSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';

/** A log grows to about this many bytes, then the older half moves to `.1` (one older file is kept). */
export const longestLogBytes = 20 * 1024 * 1024;

/** Opens a log for a child process to append to, moving a full one aside first. */
export function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (sizeOf(file) > longestLogBytes) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/**
 * Bounds a log that processes have open: copies it aside and empties it in place, since the writers (which append)
 * keep their descriptor. Lines written between the two steps are lost.
 */
export function boundLog(file: string): void {
  if (sizeOf(file) <= longestLogBytes) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file, 0);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** The last lines of a log, read from its last 64 KiB; none when there is no such file. */
export function lastLines(file: string, count: number): string[] {
  const { text } = readLog(file, Math.max(0, sizeOf(file) - 65_536));
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-count);
}

/** What a log holds from a byte position on (at most 1 MiB), and the position after it. Starts over when the file shrank. */
export function readLog(file: string, from: number): { text: string; next: number } {
  const size = sizeOf(file);
  const start = from > size ? 0 : from;
  const length = Math.min(size - start, 1024 * 1024);
  if (length === 0) return { text: '', next: start };
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    const read = readSync(descriptor, buffer, 0, length, start);
    return { text: buffer.toString('utf8', 0, read), next: start + read };
  } finally {
    closeSync(descriptor);
  }
}
