import { createHash } from 'node:crypto';

/** How long a push service keeps a message for a device that is off, in seconds: late notices mislead. */
export const pushTtlSeconds = 4 * 3600;

/** The thread as push services take it: 32 characters of base64url (RFC 8030 §5.4). */
export function topicOf(thread: string): string {
  return createHash('sha256').update(thread).digest('base64url').slice(0, 32);
}
