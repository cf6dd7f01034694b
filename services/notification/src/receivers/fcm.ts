import { createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import { answerAfter, answerBefore } from './fault-answers.ts';
import type { Faults } from './faults.ts';
import { type HttpAnswer, type HttpCall, readObject, type Route } from './http.ts';
import type { Outbox } from './outbox.ts';

export type FcmReceiverDeps = {
  /** PEM of the service account whose assertions are believed. */
  publicKey: string;
  outbox: Outbox;
  faults: Faults;
  now: () => Temporal.Instant;
};

const lifetimeSeconds = 3600;
const mostTokens = 1000;
const mostBytes = 4096;
const scope = 'https://www.googleapis.com/auth/firebase.messaging';

/** What Airside uses of FCM: the OAuth token for a signed assertion, and `messages:send` of the HTTP v1 API. */
export function fcmRoutes({ publicKey, outbox, faults, now }: FcmReceiverDeps): Route[] {
  const key = createPublicKey(publicKey);
  const tokens = new Map<string, Temporal.Instant>();

  function grant({ body, url }: HttpCall): HttpAnswer {
    const form = new URLSearchParams(body.toString());
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    const wrong = assertionFault(form.get('assertion') ?? '', { key, audience: `${url.origin}/token`, now: now() });
    if (wrong !== undefined) return { status: 400, body: { error: 'invalid_grant', error_description: wrong } };
    const token = randomBytes(24).toString('base64url');
    const [oldest] = tokens.keys();
    if (tokens.size >= mostTokens && oldest !== undefined) tokens.delete(oldest);
    tokens.set(token, now().add({ seconds: lifetimeSeconds }));
    return { status: 200, body: { access_token: token, expires_in: lifetimeSeconds, token_type: 'Bearer' } };
  }

  function take({ headers, body, parts: [project = ''] }: HttpCall): HttpAnswer {
    const until = tokens.get((headers.authorization ?? '').replace(/^Bearer /, ''));
    if (until === undefined || Temporal.Instant.compare(until, now()) < 0)
      return fault(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
    const mode = faults.next('fcm', project);
    const early = answerBefore(mode, fault(404, 'NOT_FOUND', 'Requested entity was not found.', 'UNREGISTERED'));
    if (early !== undefined) return early;
    const message = readObject(body)?.['message'] as FcmMessage | undefined;
    const wrong = body.length > mostBytes ? 'the message is longer than 4096 bytes' : messageFault(message);
    if (wrong !== undefined || message === undefined) return fault(400, 'INVALID_ARGUMENT', wrong ?? 'no message');
    const { token, notification, data = {}, ...details } = message;
    const id = outbox.add(
      {
        channel: 'fcm',
        to: token,
        account: project,
        from: '',
        title: notification.title,
        text: notification.body,
        deliveryId: data['delivery'],
        details: { ...details, data },
      },
      now(),
    );
    return answerAfter(mode, { status: 200, body: { name: `projects/${project}/messages/${id}` } });
  }

  return [
    { method: 'POST', path: /^\/token$/, handle: grant },
    { method: 'POST', path: /^\/v1\/projects\/([\w-]+)\/messages:send$/, handle: take },
  ];
}

function assertionFault(
  assertion: string,
  { key, audience, now }: { key: KeyObject; audience: string; now: Temporal.Instant },
): string | undefined {
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  const isSigned = verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'));
  if (!isSigned) return 'not signed by the service account';
  const { alg } = readObject(Buffer.from(head, 'base64url')) ?? {};
  const { iss, aud, scope: wanted, iat, exp } = readObject(Buffer.from(claims, 'base64url')) ?? {};
  if (alg !== 'RS256' || typeof iss !== 'string') return 'alg must be RS256, and iss the service account';
  if (aud !== audience) return `aud must be ${audience}`;
  if (wanted !== scope) return `scope must be ${scope}`;
  const seconds = Math.floor(now.epochMilliseconds / 1000);
  const isNow = typeof iat === 'number' && typeof exp === 'number' && iat <= seconds + 60 && exp > seconds;
  return isNow && exp - iat <= lifetimeSeconds ? undefined : 'iat and exp must span now, for an hour at most';
}

type FcmMessage = {
  token: string;
  notification: { title: string; body: string };
  data?: Record<string, string>;
  android?: { priority?: unknown; ttl?: unknown };
};

function messageFault(message: FcmMessage | undefined): string | undefined {
  if (typeof message !== 'object') return 'no message';
  const { token, notification, data = {}, android = {} } = message;
  if (typeof token !== 'string' || token === '') return 'no registration token';
  if (typeof notification?.title !== 'string' || typeof notification.body !== 'string') return 'no title or no body';
  if (Object.values(data).some((value) => typeof value !== 'string')) return 'data must hold strings only';
  if (android.priority !== 'HIGH' && android.priority !== 'NORMAL') return 'priority must be HIGH or NORMAL';
  return /^\d+s$/.test(String(android.ttl)) ? undefined : 'ttl must be seconds, such as 60s';
}

function fault(code: number, status: string, message: string, errorCode = status): HttpAnswer {
  const details = [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode }];
  return { status: code, body: { error: { code, message, status, details } } };
}
