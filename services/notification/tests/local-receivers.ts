import { createECDH, generateKeyPairSync } from 'node:crypto';
import type { Address, Message, Outcome } from '../src/channels/channel.ts';
import { type ConfiguredChannels, createChannels } from '../src/channels/channels.ts';
import type { ChannelConfig } from '../src/channels/config.ts';
import { type Receivers, startReceivers } from '../src/receivers/receivers.ts';

const secret = 'a-secret-of-the-receivers';
const now = () => Temporal.Now.instant();
const fcmKeys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const vapid = createECDH('prime256v1');
vapid.generateKeys();
export const vapidKeys = {
  publicKey: vapid.getPublicKey('base64url'),
  // Always 32 bytes, also where the number begins with zeros.
  privateKey: Buffer.concat([Buffer.alloc(32), vapid.getPrivateKey()])
    .subarray(-32)
    .toString('base64url'),
};
/** SIDs of the two SMS accounts. */
export const sids = { primary: `AC${'1'.repeat(32)}`, backup: `AC${'2'.repeat(32)}` };

/** The providers of the local stack, on ports of their own. */
export function startLocalReceivers(): Promise<Receivers> {
  return startReceivers({
    host: '127.0.0.1',
    port: 0,
    smtpPort: 0,
    secret,
    fcmPublicKey: fcmKeys.publicKey,
    vapidPublicKey: vapidKeys.publicKey,
    now,
  });
}

/** The configuration that the launcher gives to the service. */
function configFor(receivers: Pick<Receivers, 'url' | 'smtpPort'>, publicUrl = 'http://localhost:4000'): ChannelConfig {
  const { host } = new URL(receivers.url);
  const account = {
    project_id: 'airside-local',
    client_email: 'notices@airside-local.example',
    private_key: fcmKeys.privateKey,
    token_uri: `${receivers.url}/token`,
    base_url: receivers.url,
    rate: 5000,
  };
  const smtp = (name: string) => `smtp://${name}:${secret}@127.0.0.1:${receivers.smtpPort}?tls=off&rate=5000`;
  return {
    PUBLIC_URL: publicUrl,
    MAIL_FROM: 'Airside <notices@airside.example>',
    SMTP_ACCOUNTS: [smtp('primary'), smtp('backup')],
    SMS_ACCOUNTS: Object.values(sids).map((sid) => `http://${sid}:${secret}@${host}?from=%2B14155550100&rate=5000`),
    FCM_ACCOUNTS: JSON.stringify([account]),
    VAPID_PUBLIC_KEY: vapidKeys.publicKey,
    VAPID_PRIVATE_KEY: vapidKeys.privateKey,
    VAPID_SUBJECT: 'mailto:notices@airside.example',
    PUSH_ALLOWED_HOSTS: [host],
  };
}

export function channelsFor(receivers: Receivers): ConfiguredChannels {
  return createChannels(configFor(receivers), now);
}

export function messageTo(deliveryId: string, change: Partial<Message> = {}): Message {
  return {
    deliveryId,
    thread: 'flight/12',
    subject: 'Zborul SW1234 întârzie',
    body: 'Dear Zoë 🛫,\n\nyour flight <SW1234> leaves 25 minutes later & from gate "A12".\n\nSee you soon.',
    sms: 'SW1234 leaves at 14:25, 25 min late. Gate A12.',
    push: { title: 'SW1234 is late 🕒', text: 'Leaves at 14:25 from A12' },
    unsubscribeUrl: 'http://localhost:4000/api/notifications/unsubscribe?token=a.b-c',
    language: 'ro',
    isUrgent: true,
    ...change,
  };
}

/** A browser's subscription at the receivers. */
export async function subscribe(receivers: Receivers, id: string): Promise<Extract<Address, { channel: 'webpush' }>> {
  const answer = await fetch(`${receivers.url}/push/subscriptions`, { method: 'POST', body: JSON.stringify({ id }) });
  return {
    channel: 'webpush',
    subscription: (await answer.json()) as Extract<Address, { channel: 'webpush' }>['subscription'],
  };
}

export const never = new AbortController().signal;

export function kindOf(outcome: Outcome): string {
  return outcome.kind === 'refused' && outcome.isAddressDead ? 'refused, address dead' : outcome.kind;
}
