import { randomBytes } from 'node:crypto';
import type { PushService } from '../devices/routes.ts';
import { createGuard } from '../outgoing/guard.ts';
import type { Account, Channels } from './channel.ts';
import { type ChannelConfig, channelSettings } from './config.ts';
import { createSmtpAccount } from './email/account.ts';
import { createFcmAccount } from './fcm/account.ts';
import { limited, type Limits } from './limits.ts';
import { createTwilioAccount } from './sms/account.ts';
import { createWebPushAccount } from './webpush/account.ts';

export type ConfiguredChannels = {
  channels: Channels;
  /** Of each Twilio account by its SID: what its callbacks are signed with. */
  twilioTokens: ReadonlyMap<string, string>;
  /** For the registration of browsers; undefined without Web Push. */
  push: PushService | undefined;
  close(): Promise<void>;
};

/** Every account that the configuration names, each within its limits. Throws ConfigError. */
export function createChannels(config: ChannelConfig, now: () => Temporal.Instant): ConfiguredChannels {
  const { email, sms, fcm, webpush } = channelSettings(config);
  // Users name the push services: none inside is called.
  const guard = webpush === undefined ? undefined : createGuard(webpush);
  const within = (account: Account, limits: Limits) => limited(account, limits, () => performance.now());
  const channels: Channels = {
    email: email.map((settings) => within(createSmtpAccount(settings), settings.limits)),
    sms: sms.map((settings) => within(createTwilioAccount(settings, now), settings.limits)),
    fcm: fcm.map((settings) => within(createFcmAccount(settings, now), settings.limits)),
    webpush:
      webpush === undefined || guard === undefined
        ? []
        : [within(createWebPushAccount(webpush, { guard, now, randomBytes }), webpush.limits)],
  };
  return {
    channels,
    twilioTokens: new Map(sms.map(({ accountSid, authToken }) => [accountSid, authToken])),
    push:
      webpush === undefined || guard === undefined
        ? undefined
        : { publicKey: webpush.publicKey, refusal: guard.refusal },
    async close() {
      await Promise.all(Object.values(channels).flatMap((accounts) => accounts.map((account) => account.close())));
    },
  };
}
