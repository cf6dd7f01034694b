import { ClientFrame } from '@airside/contracts';
import { Compile } from 'typebox/compile';

const frameCheck = Compile(ClientFrame);

/** A frame, or why it is none; the id is kept where it can be read, so that the refusal finds its question. */
export type ParsedFrame = { frame: ClientFrame } | { fault: string; id: string | number | undefined };

export function parseFrame(text: string): ParsedFrame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: 'The frame is not valid JSON', id: undefined };
  }
  if (frameCheck.Check(value)) return { frame: value };
  const id = (value as { id?: unknown } | null)?.id;
  return {
    fault: 'A frame is {"event": text, "data"?: object, "id"?: text or number}',
    id: typeof id === 'string' || typeof id === 'number' ? id : undefined,
  };
}

const flightCodePattern = /^[A-Z0-9]{2,3}[0-9]{1,5}[A-Z]?$/;
const longestUpdate = 1000;

/** The flight code of a frame in upper case; undefined where there is none, or none that could be one. */
export function flightCodeOf(frame: ClientFrame): string | undefined {
  const code = (frame.data as { flight_code?: unknown } | undefined)?.flight_code;
  if (typeof code !== 'string') return undefined;
  const upper = code.trim().toUpperCase();
  return flightCodePattern.test(upper) ? upper : undefined;
}

/** The text to broadcast; undefined where there is none, or it cannot be stored. */
export function updateOf(frame: ClientFrame): string | undefined {
  const update = (frame.data as { update?: unknown } | undefined)?.update;
  if (typeof update !== 'string' || update === '' || update.length > longestUpdate) return undefined;
  return update.includes('\0') || !update.isWellFormed() ? undefined : update;
}

/** The last number a client has seen. */
export function afterSequenceOf(frame: ClientFrame): number | undefined {
  const after = (frame.data as { after_sequence?: unknown } | undefined)?.after_sequence;
  return Number.isInteger(after) && Number(after) >= 0 && Number(after) <= 2_147_483_647 ? Number(after) : undefined;
}

/** Whether a browser page of this origin may open a socket: our own, or one that is listed. No origin is no browser. */
export function isOriginAllowed(
  origin: string | undefined,
  host: string | undefined,
  allowed: ReadonlySet<string>,
): boolean {
  if (origin === undefined) return true;
  return allowed.has(origin) || (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`));
}

/** Frames a socket may send: `burst` at once, and `perSecond` in the long run. */
export type FrameRate = { perSecond: number; burst: number };

/** Tokens of a bucket, and when they were counted, in monotonic milliseconds. */
export type Bucket = { tokens: number; at: number };

/** The bucket after one more frame, or undefined where there were too many. */
export function takeToken(
  bucket: Bucket | undefined,
  now: number,
  { perSecond, burst }: FrameRate,
): Bucket | undefined {
  const full = bucket ?? { tokens: burst, at: now };
  const tokens = Math.min(burst, full.tokens + ((now - full.at) / 1000) * perSecond);
  return tokens >= 1 ? { tokens: tokens - 1, at: now } : undefined;
}
