import {
  type AccessClaims,
  type Jwks,
  type PublicJwk,
  type Role,
  tokenAudience,
  tokenIssuer,
} from '@airside/contracts';
import { createTokenVerifier, type TokenVerifier } from '@airside/service';
import { createSigner } from 'fast-jwt';
import { generateKeyPairSync, randomUUID } from 'node:crypto';

export type TestTokens = {
  jwks: Jwks;
  verifyToken: TokenVerifier;
  /** A valid access token; `claims` replace members, also to make a bad one. */
  sign(account: { userId: number; username?: string; roles?: Role[] }, claims?: Partial<AccessClaims>): string;
  /** `Authorization` header with such a token. */
  bearer(account: { userId: number; username?: string; roles?: Role[] }): { authorization: string };
};

/** A signing key of its own, so that a service can be tested without the user service. */
export function createTestTokens(): TestTokens {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const kid = randomUUID();
  const jwks: Jwks = {
    keys: [
      {
        ...(publicKey.export({ format: 'jwk' }) as Pick<PublicJwk, 'kty' | 'crv' | 'x'>),
        kid,
        alg: 'EdDSA',
        use: 'sig',
      },
    ],
  };
  const signer = createSigner({
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    algorithm: 'EdDSA',
    kid,
  });
  const sign: TestTokens['sign'] = ({ userId, username = `user${userId}`, roles = ['passenger'] }, claims = {}) => {
    const iat = Math.floor(Date.now() / 1000);
    return signer({
      iss: tokenIssuer,
      aud: tokenAudience,
      sub: String(userId),
      sid: randomUUID(),
      username,
      roles,
      iat,
      exp: iat + 600,
      ...claims,
    });
  };
  return {
    jwks,
    sign,
    verifyToken: createTokenVerifier({ fetchJwks: () => Promise.resolve(jwks) }),
    bearer: (account) => ({ authorization: `Bearer ${sign(account)}` }),
  };
}
