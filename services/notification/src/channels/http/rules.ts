import type { Outcome } from '../channel.ts';

/** The part of an answer that every provider gives alike. */
type Judged = { status: number; headers: Record<string, string | string[] | undefined> };

const mostRetryAfterSeconds = 24 * 3600;

/** `Retry-After` in milliseconds: seconds, or an HTTP date (RFC 9110 §10.2.3). Undefined where there is none that makes sense. */
export function retryAfterMs(headers: Judged['headers'], now: Temporal.Instant): number | undefined {
  const value = headers['retry-after'];
  const text = (Array.isArray(value) ? value[0] : value)?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), mostRetryAfterSeconds) * 1000;
  const at = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(0, at - now.epochMilliseconds), mostRetryAfterSeconds * 1000);
}

/** What any provider means by 401, 408, 429 and 5xx; undefined where the answer is its own. `reason` names it for the ledger. */
export function judgeTransient(
  { status, headers }: Judged,
  reason: string,
  now: Temporal.Instant,
): Outcome | undefined {
  const pauseMs = retryAfterMs(headers, now);
  const unavailable: Outcome = {
    kind: 'unavailable',
    reason,
    ...(pauseMs === undefined ? {} : { retryAfterMs: pauseMs }),
  };
  if (status === 429) return pauseMs === undefined ? { ...unavailable, retryAfterMs: 1000 } : unavailable;
  // Something in between gave up waiting for the provider, which may have acted all the same.
  if (status === 502 || status === 504) return { kind: 'unknown', reason };
  // Our login is wrong, or the provider says itself that it did not do it.
  if (status === 401 || status === 408 || status >= 500) return unavailable;
  return undefined;
}

const mostReasonChars = 200;

/** One line for the ledger, whatever a provider sent. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, mostReasonChars);
}

/** What a call without an answer means. */
export function judgeFailure({ reason, isSent }: { reason: string; isSent: boolean }): Outcome {
  return isSent ? { kind: 'unknown', reason: oneLine(reason) } : { kind: 'unavailable', reason: oneLine(reason) };
}

/** A JSON object of a provider; empty where the text is none. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
