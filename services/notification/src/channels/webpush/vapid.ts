import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

export type VapidKeys = {
  /** An uncompressed P-256 point in base64url: what browsers subscribe with. */
  publicKey: string;
  /** 32 bytes in base64url. */
  privateKey: string;
  /** `mailto:` or `https:`, for the push service's people. */
  subject: string;
};

export type Vapid = {
  /** The `Authorization` of a call to a push service. */
  header(endpoint: URL): Promise<string>;
};

/** At most 24 h (RFC 8292 §2); used for half of it, so that a slow clock does no harm. In seconds. */
const lifetimeSeconds = 12 * 3600;
const renewAfterSeconds = 6 * 3600;
/** Push services there are some ten of; the bound is for made-up ones. */
const mostOrigins = 200;
const signInPool = promisify(sign);

/** The private key with its point checked against the public one. Throws where they do not belong together. */
export function privateKeyOf({ publicKey, privateKey }: Omit<VapidKeys, 'subject'>): KeyObject {
  const point = Buffer.from(publicKey, 'base64url');
  if (point.length !== 65 || point[0] !== 4) throw new RangeError('the VAPID public key is not a point of P-256');
  const x = point.subarray(1, 33).toString('base64url');
  const y = point.subarray(33).toString('base64url');
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x, y, d: privateKey }, format: 'jwk' });
}

/** Says to push services who we are (RFC 8292), by a token per origin that is signed twice a day. */
export function createVapid(keys: VapidKeys, now: () => Temporal.Instant): Vapid {
  const key = privateKeyOf(keys);
  const tokens = new Map<string, { token: Promise<string>; signedAt: number }>();
  return {
    async header(endpoint) {
      const seconds = Math.floor(now().epochMilliseconds / 1000);
      let kept = tokens.get(endpoint.origin);
      if (kept === undefined || seconds - kept.signedAt >= renewAfterSeconds) {
        if (tokens.size >= mostOrigins) tokens.clear();
        const claims = { aud: endpoint.origin, exp: seconds + lifetimeSeconds, sub: keys.subject };
        kept = { token: signedToken(key, claims), signedAt: seconds };
        tokens.set(endpoint.origin, kept);
      }
      return `vapid t=${await kept.token}, k=${keys.publicKey}`;
    },
  };
}

async function signedToken(key: KeyObject, claims: object): Promise<string> {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode({ typ: 'JWT', alg: 'ES256' })}.${encode(claims)}`;
  const signature = await signInPool('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}
