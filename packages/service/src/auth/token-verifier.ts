import { AccessClaims, type Jwks, type PublicJwk, tokenAudience, tokenIssuer } from '@airside/contracts';
import { createVerifier } from 'fast-jwt';
import { createPublicKey } from 'node:crypto';
import { Compile } from 'typebox/compile';

/** Checks an access token; answers its claims, or undefined for a token that is not valid. Rejects only when no key could be fetched. */
export type TokenVerifier = (token: string) => Promise<AccessClaims | undefined>;

export type TokenVerifierOptions = {
  /** Fetches the current public keys; called at the first token, for an unknown `kid`, and every `refreshMs`. */
  fetchJwks: () => Promise<Jwks>;
  /** Tokens whose checked claims are remembered; a repeat costs 3 µs in place of 100. */
  cacheSize?: number;
  /** Milliseconds after which the keys are fetched again, in the background. */
  refreshMs?: number;
  /** Least milliseconds between two fetches for unknown keys, so that forged `kid`s cannot cause a flood. */
  unknownKeyFetchMs?: number;
  /** Monotonic clock in milliseconds. */
  now?: () => number;
};

/** Longest token looked at; ours are about 450 bytes. */
const longestToken = 4096;
const claimsCheck = Compile(AccessClaims);

type CheckSignature = (token: string) => unknown;

/** EdDSA only, `kid`, `iss`, `aud` and `exp` required (quality.md S3). One verifier per key, chosen by the token's header. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const {
    fetchJwks,
    cacheSize = 2000,
    refreshMs = 60_000,
    unknownKeyFetchMs = 2000,
    now = () => performance.now(),
  } = options;
  let keys = new Map<string, CheckSignature>();
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;

  function fetchKeys(): Promise<void> {
    fetching ??= fetchJwks()
      .then(({ keys: listed }) => {
        keys = new Map(listed.map((key) => [key.kid, keys.get(key.kid) ?? signatureCheck(key, cacheSize)]));
        fetchedAt = now();
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  }

  async function findKey(kid: string): Promise<CheckSignature | undefined> {
    const age = now() - fetchedAt;
    const known = keys.get(kid);
    // Keys known already keep working while the user service is away; a failed refresh is tried again with the next token.
    if (known !== undefined && age > refreshMs) void fetchKeys().catch(() => undefined);
    if (known === undefined && age > unknownKeyFetchMs) await fetchKeys();
    return known ?? keys.get(kid);
  }

  return async (token) => {
    if (token.length > longestToken) return undefined;
    const kid = readKid(token);
    if (kid === undefined) return undefined;
    const check = await findKey(kid);
    if (check === undefined) return undefined;
    const claims = claimsOf(check, token);
    return claimsCheck.Check(claims) ? claims : undefined;
  };
}

function claimsOf(check: CheckSignature, token: string): unknown {
  try {
    return check(token);
  } catch {
    // fast-jwt throws for everything that is wrong with a token, and each of them means the same here: not valid.
    return undefined;
  }
}

function signatureCheck(key: PublicJwk, cacheSize: number): CheckSignature {
  const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
  return createVerifier({
    key: pem,
    algorithms: ['EdDSA'],
    allowedIss: tokenIssuer,
    allowedAud: tokenAudience,
    requiredClaims: ['iss', 'aud', 'sub', 'exp'],
    cache: cacheSize,
    errorCacheTTL: 0,
  });
}

function readKid(token: string): string | undefined {
  const end = token.indexOf('.');
  if (end <= 0) return undefined;
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, end), 'base64url').toString('utf8'));
    const kid = (header as { kid?: unknown } | null)?.kid;
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    // Not base64url JSON: not a token.
    return undefined;
  }
}
