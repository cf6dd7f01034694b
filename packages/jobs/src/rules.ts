import { createHash } from 'node:crypto';

/** Longest pause that `doublingPause` comes to, in seconds. */
const longestPauseSeconds = 60;

/** Seconds to wait after the nth failed attempt (1 = the first): 1, 2, 4 … 60. */
export function doublingPause(attempt: number): number {
  return Math.min(2 ** (attempt - 1), longestPauseSeconds);
}

/** pg-boss takes no shorter heartbeat. */
const heartbeatSeconds = 10;
/** How often the worker says that a long job is alive; two of them may be lost. */
export const heartbeatEveryMs = 3000;

/**
 * How a dead worker's job is noticed. A short job simply runs out of time; a long one is missed at its heartbeat. The
 * second on top is for the worker itself: it ends a job that takes too long before anybody else takes it over.
 */
export function deadlinesOf(longestRunSeconds: number): { expireInSeconds: number; heartbeatSeconds: number | null } {
  const expireInSeconds = longestRunSeconds + 1;
  return { expireInSeconds, heartbeatSeconds: expireInSeconds > heartbeatSeconds ? heartbeatSeconds : null };
}

/** The same uuid for the same parts, always: what is enqueued twice under one key is one job. UUID version 8 (RFC 9562). */
export function idFrom(...parts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Most jobs fetched by one statement. */
const largestBatch = 64;

/** How many jobs to ask for with so many slots free: powers of two, because the number is part of a prepared statement. */
export function batchSizeFor(freeSlots: number): number {
  return Math.min(2 ** Math.floor(Math.log2(Math.max(freeSlots, 1))), largestBatch);
}

/** Why a job failed, from what pg-boss keeps of it: our own message, or that of its supervisor. */
export function reasonFrom(output: unknown): string {
  const { message, value } = (output ?? {}) as { message?: unknown; value?: { message?: unknown } };
  const reason = message ?? value?.message;
  return typeof reason === 'string' ? reason : 'unknown';
}
