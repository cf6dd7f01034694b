import { createPublicKey } from 'node:crypto';
import type { Secrets } from './secrets.ts';

/** Variables that name real accounts at providers. Whoever sets one wants no stand-ins. */
const accountVariables = ['SMTP_ACCOUNTS', 'SMS_ACCOUNTS', 'FCM_ACCOUNTS'] as const;

/** All that the notification service alone is told about providers: most of it holds secrets. */
export const providerVariables = [
  ...accountVariables,
  'MAIL_FROM',
  'VAPID_PUBLIC_KEY',
  'VAPID_PRIVATE_KEY',
  'VAPID_SUBJECT',
  'PUSH_ALLOWED_HOSTS',
] as const;

type Given = Readonly<Record<string, string>>;

/** Whether messages end at receivers of our own: where no account at a provider is given. */
export function usesReceivers(given: Given): boolean {
  return accountVariables.every((name) => given[name] === undefined);
}

export type ReceiversSeen = { ports: Readonly<Record<string, number>>; secrets: Secrets };

/** What the receivers are told: how to check what they get, and nothing with which to reach anything. */
export function receiversEnvironment({ ports, secrets }: ReceiversSeen): Record<string, string> {
  return {
    SMTP_PORT: String(ports['smtp']),
    RECEIVERS_SECRET: secrets.receiversSecret,
    FCM_PUBLIC_KEY: createPublicKey(secrets.fcmPrivateKey).export({ type: 'spki', format: 'pem' }) as string,
    VAPID_PUBLIC_KEY: secrets.vapidKeys.publicKey,
  };
}

/** Accounts of the notification service: two for e-mail and SMS, so that one can fail, and the keys of push messages. */
export function providersEnvironment(seen: ReceiversSeen, given: Given): Record<string, string> {
  const { vapidKeys } = seen.secrets;
  const keys =
    given['VAPID_PUBLIC_KEY'] === undefined && given['VAPID_PRIVATE_KEY'] === undefined
      ? { VAPID_PUBLIC_KEY: vapidKeys.publicKey, VAPID_PRIVATE_KEY: vapidKeys.privateKey }
      : {};
  return usesReceivers(given) ? { ...keys, ...receivingAccounts(seen) } : keys;
}

/** Messages a second that each instance may send to receivers of its own machine, which set no limit. */
const rate = 5000;

function receivingAccounts({ ports, secrets }: ReceiversSeen): Record<string, string> {
  const { receiversSecret: secret, fcmPrivateKey } = secrets;
  const host = `127.0.0.1:${ports['receivers_1']}`;
  const sids = ['1', '2'].map((digit) => `AC${digit.repeat(32)}`);
  const fcm = {
    project_id: 'airside-local',
    client_email: 'notices@airside-local.example',
    private_key: fcmPrivateKey,
    token_uri: `http://${host}/token`,
    base_url: `http://${host}`,
    rate,
  };
  return {
    SMTP_ACCOUNTS: ['primary', 'backup']
      .map((name) => `smtp://${name}:${secret}@127.0.0.1:${ports['smtp']}?tls=off&rate=${rate}`)
      .join(','),
    SMS_ACCOUNTS: sids.map((sid) => `http://${sid}:${secret}@${host}?from=%2B14155550100&rate=${rate}`).join(','),
    FCM_ACCOUNTS: JSON.stringify([fcm]),
    // By either name: subscriptions carry the one that their browser called.
    PUSH_ALLOWED_HOSTS: [host, `localhost:${ports['receivers_1']}`].join(','),
  };
}
