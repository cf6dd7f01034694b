import { Problem } from '@airside/contracts';
import type { IncomingMessage } from 'node:http';

export const unclear = new Problem('VALIDATION_FAILED', { message: 'The request names no host, or more than one' });

/**
 * Whether a request says once which host it is for: Node takes the first of two, others the last (RFC 9112 §3.2 wants a
 * refusal), and it serves HTTP/0.9, which knows no headers at all.
 */
export function isClear({
  httpVersionMajor,
  rawHeaders,
}: Pick<IncomingMessage, 'httpVersionMajor' | 'rawHeaders'>): boolean {
  if (httpVersionMajor === 0) return false;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts <= 1;
}
