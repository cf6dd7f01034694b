import { createHmac } from 'node:crypto';

const prefix = 'whsec_';
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Length of the secrets we make, and what Standard Webhooks allows others, in bytes. */
export const secretBytes = 32;
const shortestSecretBytes = 24;
const longestSecretBytes = 64;

/** A secret as receivers expect it, from random bytes. */
export function secretFrom(bytes: Buffer): string {
  return prefix + bytes.toString('base64');
}

/** Whether a text that claims to be such a secret is one, of a length that is allowed; any other text is a secret as it is. */
export function isSecret(text: string): boolean {
  if (!text.startsWith(prefix)) return true;
  const { length } = keyOf(text);
  return base64.test(text.slice(prefix.length)) && length >= shortestSecretBytes && length <= longestSecretBytes;
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), 'base64') : Buffer.from(secret, 'utf8');
}

export type Message = {
  /** Stays the same over all attempts. */
  id: string;
  sentAt: Temporal.Instant;
  body: string;
};

/**
 * Headers by which a receiver checks that a message is ours, unchanged and fresh: HMAC-SHA-256 over `id.timestamp.body`.
 * After Standard Webhooks 1.0.0, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * (https://www.standardwebhooks.com), so that receivers can check it with any of its libraries.
 */
export function signatureHeaders(secret: string, { id, sentAt, body }: Message): Record<string, string> {
  const timestamp = Math.floor(sentAt.epochMilliseconds / 1000);
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` };
}
