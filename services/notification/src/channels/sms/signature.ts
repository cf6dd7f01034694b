import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Twilio's signature of a callback: HMAC-SHA1 over the URL that was called, followed by name and value of every field in
 * the order of the names, in base64 (https://www.twilio.com/docs/usage/security#validating-requests).
 */
export function twilioSignature(authToken: string, url: string, fields: URLSearchParams): string {
  const sorted = [...fields].toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  const text = url + sorted.map(([name, value]) => name + value).join('');
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

/** Whether a callback was signed with the token. */
export function isSignedBy(
  authToken: string,
  signature: string,
  { url, fields }: { url: string; fields: URLSearchParams },
): boolean {
  const given = Buffer.from(signature);
  const expected = Buffer.from(twilioSignature(authToken, url, fields));
  return expected.length === given.length && timingSafeEqual(expected, given);
}
