import { createHash, randomBytes } from 'node:crypto';

/** A secret for its holder, and the hash under which we know it. 256 random bits need no slow hash. */
export type OpaqueToken = { token: string; hash: Buffer };

export function newOpaqueToken(prefix = ''): OpaqueToken {
  const token = prefix + randomBytes(32).toString('base64url');
  return { token, hash: hashToken(token) };
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
