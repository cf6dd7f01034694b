import { createHmac, timingSafeEqual } from 'node:crypto';

/** A notification as it is signed. */
export type Signed = {
  id: string;
  /** Unix seconds. */
  timestamp: number;
  /** The bytes of the body as text. */
  body: string;
};

/** Older or newer notifications are refused, in seconds: nobody can keep one for later. */
const longestAgeSeconds = 300;
const headerNames = { id: 'webhook-id', timestamp: 'webhook-timestamp', signature: 'webhook-signature' } as const;

function signatureOf(secret: string, { id, timestamp, body }: Signed): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** Headers after Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): HMAC-SHA-256 over `id.timestamp.body`. */
export function signatureHeaders(secret: string, signed: Signed): Record<string, string> {
  return {
    [headerNames.id]: signed.id,
    [headerNames.timestamp]: String(signed.timestamp),
    [headerNames.signature]: signatureOf(secret, signed),
  };
}

/** Whether a notification comes from whoever has the secret, unchanged and not long ago. */
export function isSigned(
  secret: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: string,
  now: Temporal.Instant,
): boolean {
  const [id, timestamp, signature] = [headerNames.id, headerNames.timestamp, headerNames.signature].map(
    (name) => headers[name],
  );
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string') return false;
  if (!/^[0-9]{1,12}$/.test(timestamp)) return false;
  const ageSeconds = Math.abs(now.epochMilliseconds / 1000 - Number(timestamp));
  if (ageSeconds > longestAgeSeconds) return false;
  const expected = Buffer.from(signatureOf(secret, { id, timestamp: Number(timestamp), body }));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
