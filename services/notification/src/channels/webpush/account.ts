import type { Dispatcher } from 'undici';
import type { Guard } from '../../outgoing/guard.ts';
import { parseTarget } from '../../outgoing/targets.ts';
import type { Account, Outcome } from '../channel.ts';
import { misdirected } from '../deadline.ts';
import { call } from '../http/call.ts';
import { judgeFailure } from '../http/rules.ts';
import { pushTtlSeconds, topicOf } from '../push.ts';
import { encryptPush } from './encrypt.ts';
import { judgePush, pushPayload } from './rules.ts';
import { createVapid, type VapidKeys } from './vapid.ts';

export type WebPushDeps = {
  /** Closed with the account. */
  guard: Guard;
  now: () => Temporal.Instant;
  randomBytes: (size: number) => Buffer;
};

/** Push messages to browsers (RFC 8030). Users name the addresses, so that none inside is called. */
export function createWebPushAccount(keys: VapidKeys, { guard, now, randomBytes }: WebPushDeps): Account {
  const vapid = createVapid(keys, now);
  const name = 'webpush';
  return {
    name,
    // By its topic it takes the place of the first one.
    isRepeatHarmless: true,
    async send(address, message, signal) {
      if (address.channel !== 'webpush') return misdirected(name, address);
      const { subscription } = address;
      const target = parseTarget(subscription.endpoint);
      if ('fault' in target) return dead(`the endpoint ${target.fault}`);
      let dispatcher: Dispatcher;
      let body: Buffer;
      try {
        dispatcher = guard.dispatcherFor(target.url);
        body = await encryptPush(pushPayload(message), subscription.keys, randomBytes(16));
      } catch (error) {
        return dead(error instanceof Error ? error.message : String(error));
      }
      const headers = {
        authorization: await vapid.header(target.url),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: String(pushTtlSeconds),
        urgency: message.isUrgent ? 'high' : 'normal',
        topic: topicOf(message.thread),
      };
      const result = await call({ dispatcher, url: target.url, headers, body }, signal);
      return result.kind === 'failed' ? judgeFailure(result) : judgePush(result.answer, now());
    },
    close: guard.close,
  };
}

/** A subscription that no message can go to. */
function dead(reason: string): Outcome {
  return { kind: 'refused', reason, isAddressDead: true };
}
