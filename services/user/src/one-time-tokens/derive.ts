import { createHmac, hkdfSync } from 'node:crypto';

/** The token of an id: always the same, 256 bits, and not to be found without the secret. */
export type TokenOf = (id: string) => string;

/** `secret` is the same in all instances; the key made of it serves nothing else. */
export function createTokenOf(secret: string): TokenOf {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'airside one-time tokens', 32));
  return (id) => createHmac('sha256', key).update(id).digest('base64url');
}
