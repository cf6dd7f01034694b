import { randomBytes, verify } from 'node:crypto';
import { publicKeyOf } from '../channels/webpush/encrypt.ts';
import { answerAfter, answerBefore } from './fault-answers.ts';
import type { Faults } from './faults.ts';
import { type HttpAnswer, type HttpCall, readObject, type Route } from './http.ts';
import type { Outbox } from './outbox.ts';
import { subscriptionOf } from './subscription.ts';

export type WebPushReceiverDeps = {
  /** What the keys of subscriptions are made from. */
  secret: string;
  /** Whose messages are taken. */
  vapidPublicKey: string;
  outbox: Outbox;
  faults: Faults;
  now: () => Temporal.Instant;
};

const mostBytes = 4096;
const longestTokenSeconds = 24 * 3600;
const idPattern = /^[\w-]{1,64}$/;

/** A push service with its browsers: hands out subscriptions, and decrypts what is sent to them. */
export function webPushRoutes(deps: WebPushReceiverDeps): Route[] {
  const { secret, vapidPublicKey, outbox, faults, now } = deps;

  function subscribe({ body, url }: HttpCall): HttpAnswer {
    const id = readObject(body)?.['id'] ?? randomBytes(8).toString('hex');
    if (typeof id !== 'string' || !idPattern.test(id)) return { status: 400, body: { message: 'id is not valid' } };
    return { status: 201, body: { endpoint: `${url.origin}/push/${id}`, keys: subscriptionOf(secret, id).keys } };
  }

  function take({ headers, body, url, parts: [id = ''] }: HttpCall): HttpAnswer {
    const wrong = vapidFault(headers.authorization ?? '', { vapidPublicKey, audience: url.origin, now: now() });
    if (wrong !== undefined) return { status: 403, body: wrong };
    const mode = faults.next('webpush', 'webpush');
    const early = answerBefore(mode, { status: 410, body: 'the subscription has ended' });
    if (early !== undefined) return early;
    if (body.length > mostBytes) return { status: 413, body: 'longer than 4096 bytes' };
    const { ttl, topic, urgency, 'content-encoding': encoding } = headers;
    if (!/^\d+$/.test(String(ttl))) return { status: 400, body: 'TTL is missing' };
    if (encoding !== 'aes128gcm') return { status: 415, body: 'Content-Encoding must be aes128gcm' };
    if (topic !== undefined && !/^[\w-]{1,32}$/.test(String(topic))) return { status: 400, body: 'Topic is not valid' };
    const payload = read(secret, id, body);
    if (payload === undefined) return { status: 400, body: 'not encrypted for this subscription, or not JSON' };
    const { title, body: text, delivery, ...rest } = payload;
    const kept = outbox.add(
      {
        channel: 'webpush',
        to: `${url.origin}/push/${id}`,
        account: 'webpush',
        from: '',
        title: String(title),
        text: String(text),
        deliveryId: typeof delivery === 'string' ? delivery : undefined,
        details: { ...rest, ttl: Number(ttl), topic, urgency },
      },
      now(),
    );
    return answerAfter(mode, { status: 201, headers: { location: `${url.origin}/outbox/${kept}` } });
  }

  return [
    { method: 'POST', path: /^\/push\/subscriptions$/, handle: subscribe },
    { method: 'POST', path: /^\/push\/([\w-]{1,64})$/, handle: take },
  ];
}

function read(secret: string, id: string, body: Buffer): Record<string, unknown> | undefined {
  try {
    return readObject(subscriptionOf(secret, id).decrypt(body));
  } catch {
    return undefined;
  }
}

/** What is wrong with the sender's token (RFC 8292 §2), if anything. */
function vapidFault(
  authorization: string,
  { vapidPublicKey, audience, now }: { vapidPublicKey: string; audience: string; now: Temporal.Instant },
): string | undefined {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  if (key !== vapidPublicKey) return 'the key is not the one that the browser subscribed with';
  const [head = '', claims = '', signature = ''] = token.split('.');
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKeyOf(Buffer.from(key, 'base64url')), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) return 'the token is not signed with the key';
  const { aud, exp, sub } = readObject(Buffer.from(claims, 'base64url')) ?? {};
  if (aud !== audience) return `aud must be ${audience}`;
  if (!/^(mailto:|https:)./.test(String(sub))) return 'sub must be mailto: or https:';
  const leftSeconds = typeof exp === 'number' ? exp - now.epochMilliseconds / 1000 : Number.NaN;
  return leftSeconds > 0 && leftSeconds <= longestTokenSeconds ? undefined : 'exp must lie within the next 24 h';
}
