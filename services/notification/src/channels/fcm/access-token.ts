import { sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { Dispatcher } from 'undici';
import { call } from '../http/call.ts';
import { parseObject } from '../http/rules.ts';

/** The parts of a Google service account's key file that we need. */
export type ServiceAccount = {
  project_id: string;
  client_email: string;
  /** PEM. */
  private_key: string;
  token_uri: string;
};

export type AccessTokens = {
  /** A token that is good for a minute at least. Throws an error with words for the ledger where there is none to be had. */
  get(signal: AbortSignal): Promise<string>;
  /** Gets another one next time: this one was refused. */
  drop(token: string): void;
};

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const lifetimeSeconds = 3600;
/** Renewed this long before its end, in seconds. */
const reserveSeconds = 60;
const signInPool = promisify(sign);

/** OAuth tokens for a service account by a signed assertion (RFC 7523), kept until shortly before their end. */
export function createAccessTokens(
  account: ServiceAccount,
  dispatcher: Dispatcher,
  now: () => Temporal.Instant,
): AccessTokens {
  let current: { token: string; until: Temporal.Instant } | undefined;
  let asking: Promise<string> | undefined;

  async function ask(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await assertion(account, now()),
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    // On nobody's signal: whoever comes next needs the token too.
    const never = new AbortController().signal;
    const result = await call({ dispatcher, url: account.token_uri, headers, body: form.toString() }, never);
    if (result.kind === 'failed') throw new Error(`no access token: ${result.reason}`);
    const { access_token: token, expires_in: seconds } = parseObject(result.answer.body);
    if (result.answer.status !== 200 || typeof token !== 'string' || typeof seconds !== 'number')
      throw new Error(`no access token: answered ${result.answer.status}`);
    current = { token, until: now().add({ milliseconds: Math.round((seconds - reserveSeconds) * 1000) }) };
    return token;
  }

  return {
    async get(signal) {
      if (current !== undefined && Temporal.Instant.compare(now(), current.until) < 0) return current.token;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      const stopped = Promise.withResolvers<never>();
      const stop = () => stopped.reject(new Error('stopped while waiting for an access token'));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      try {
        return await Promise.race([asking, stopped.promise]);
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    drop(token) {
      if (current?.token === token) current = undefined;
    },
  };
}

async function assertion(account: ServiceAccount, now: Temporal.Instant): Promise<string> {
  const iat = Math.floor(now.epochMilliseconds / 1000);
  const { client_email: iss, token_uri: aud } = account;
  const claims = { iss, scope, aud, iat, exp: iat + lifetimeSeconds };
  const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  const signature = await signInPool('sha256', Buffer.from(text), account.private_key);
  return `${text}.${signature.toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
