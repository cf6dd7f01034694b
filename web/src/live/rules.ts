/** How things stand with the server. `stale`: what is shown may be out of date. */
export type Contact = 'idle' | 'connecting' | 'live' | 'stale';

/** Without a word for so long, what is shown counts as stale. */
export const staleAfterMs = 10_000;
/** How often a word is asked for; one may be lost before anything counts as stale. */
export const pingEveryMs = 4_000;

const firstDelayMs = 400;
const longestDelayMs = 8_000;

/**
 * Milliseconds until try number `attempt` (from 0) to connect again: doubling, and anywhere in the upper half, so that the
 * browsers of a restarted gateway do not all come at once. `random` is in [0, 1).
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const full = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt, 10));
  return Math.round(full / 2 + (full / 2) * random);
}

export function contactOf(facts: {
  isWanted: boolean;
  isOpen: boolean;
  lastHeardMs: number | undefined;
  /** Since when a connection is wanted. */
  sinceMs: number;
  nowMs: number;
}): Contact {
  if (!facts.isWanted) return 'idle';
  if (facts.nowMs - (facts.lastHeardMs ?? facts.sinceMs) >= staleAfterMs) return 'stale';
  return facts.isOpen ? 'live' : 'connecting';
}

/** The frame that brings a room (back): where it was left, with what was missed; else from now on. */
export function roomFrame(flightCode: string, lastSequence: number | undefined): OutFrame {
  return lastSequence === undefined
    ? { event: 'connect-room', data: { flight_code: flightCode } }
    : { event: 'resume', data: { flight_code: flightCode, after_sequence: lastSequence } };
}

/** Whether an update is news; after a resume the same one may come twice. */
export function isNews(sequence: number, lastSequence: number | undefined): boolean {
  return lastSequence === undefined || sequence > lastSequence;
}

export type OutFrame = { event: string; data?: Record<string, unknown>; id?: string };
export type InFrame = { event: string; data: Record<string, unknown>; id: string | undefined };

/** A frame of the server; undefined for anything else. */
export function parseFrame(text: unknown): InFrame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(text);
    if (typeof frame !== 'object' || frame === null) return undefined;
    const { event, data = {}, id } = frame as { event?: unknown; data?: unknown; id?: unknown };
    if (typeof event !== 'string' || typeof data !== 'object' || data === null) return undefined;
    return { event, data: data as Record<string, unknown>, id: typeof id === 'string' ? id : undefined };
  } catch {
    return undefined;
  }
}
