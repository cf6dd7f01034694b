import { ConfigError } from '@airside/service';
import { createPrivateKey } from 'node:crypto';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { SmtpSettings } from './email/account.ts';
import { isEmailAddress, type Sender } from './email/compose.ts';
import type { FcmSettings } from './fcm/account.ts';
import type { TwilioSettings } from './sms/account.ts';
import { twilioCallbackPath } from './sms/callback-routes.ts';
import { privateKeyOf, type VapidKeys } from './webpush/vapid.ts';
import type { Limits } from './limits.ts';

const list = (pattern: string) => Type.Array(Type.String({ pattern }), { default: [] });

/** Accounts at providers, each list in the order in which they are tried. Spread into the service's schema. */
export const channelConfig = {
  /** Sender of e-mails: `Airside <notices@example.org>`. */
  MAIL_FROM: Type.String({ default: 'Airside <notices@airside.example>' }),
  /** `smtp://user:password@host:587` (STARTTLS required; `?tls=off` without) or `smtps://…:465`; also `?rate=` a second, `&connections=`. */
  SMTP_ACCOUNTS: list('^smtps?://'),
  /** Twilio: `https://ACCOUNT_SID:AUTH_TOKEN@api.twilio.com?from=%2B14155550100`, or `?service=MG…`; also `&rate=`. */
  SMS_ACCOUNTS: list('^https?://'),
  /** JSON list of service accounts' key files as Google gives them; `base_url` and `rate` may be added. */
  FCM_ACCOUNTS: Type.Optional(Type.String()),
  /** Keys that browsers subscribe with; without them there is no Web Push. */
  VAPID_PUBLIC_KEY: Type.Optional(Type.String()),
  VAPID_PRIVATE_KEY: Type.Optional(Type.String()),
  /** For the people at push services: `mailto:` or `https:`. */
  VAPID_SUBJECT: Type.String({ pattern: '^(mailto:|https:).+', default: 'mailto:notices@airside.example' }),
  /** Push services that may be called though their addresses are not public: `name` or `name:port`. */
  PUSH_ALLOWED_HOSTS: list('^(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?$'),
};
const schema = Type.Object(channelConfig);
export type ChannelConfig = Static<typeof schema> & {
  /** Where providers reach this installation: callbacks begin with it. */
  PUBLIC_URL: string;
};

export type ChannelSettings = {
  email: (SmtpSettings & { limits: Limits })[];
  sms: (TwilioSettings & { limits: Limits })[];
  fcm: (FcmSettings & { limits: Limits })[];
  webpush: (VapidKeys & { allowedHosts: readonly string[]; limits: Limits }) | undefined;
};

/** Messages a second and sends in hand where the account says nothing else. */
const defaults = {
  email: { perSecond: 200, concurrency: 10 },
  sms: { perSecond: 100, concurrency: 20 },
  fcm: { perSecond: 1000, concurrency: 50 },
  webpush: { perSecond: 1000, concurrency: 50 },
} as const satisfies Record<string, Limits>;

/** What the configuration says, in parts. Throws ConfigError naming every bad key, and never a value: most hold a secret. */
export function channelSettings(config: ChannelConfig): ChannelSettings {
  const faults: string[] = [];
  const tried = <Value>(key: string, read: () => Value): Value[] => {
    try {
      return [read()];
    } catch (error) {
      faults.push(`${key} ${error instanceof Fault ? error.message : 'is not valid'}`);
      return [];
    }
  };
  const from = tried('MAIL_FROM', () => parseSender(config.MAIL_FROM));
  const [sender = { name: '', address: '' }] = from;
  const settings: ChannelSettings = {
    email: config.SMTP_ACCOUNTS.flatMap((text, n) => tried(`SMTP_ACCOUNTS.${n}`, () => parseSmtp(text, sender))),
    sms: config.SMS_ACCOUNTS.flatMap((text, n) => tried(`SMS_ACCOUNTS.${n}`, () => parseSms(text, config.PUBLIC_URL))),
    fcm: tried('FCM_ACCOUNTS', () => parseFcm(config.FCM_ACCOUNTS)).flat(),
    webpush: tried('VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY', () => parseVapid(config))[0],
  };
  const logins = settings.email.map(({ host, port, login }) => `${login?.user}@${host}:${port}`);
  if (new Set(logins).size < logins.length) faults.push('SMTP_ACCOUNTS names an account twice');
  const sids = settings.sms.map(({ accountSid }) => accountSid);
  if (new Set(sids).size < sids.length) faults.push('SMS_ACCOUNTS names an account twice');
  if (faults.length > 0) throw new ConfigError(faults);
  return settings;
}

/** A mistake in words that hold nothing of the value. */
class Fault extends Error {}

function parseSender(text: string): Sender {
  const [, name = '', address = ''] = /^(?:(.*?)\s*<)?([^<>]+)>?$/.exec(text.trim()) ?? [];
  if (!isEmailAddress(address)) throw new Fault('must be an e-mail address, or a name and one in <>');
  return { name: name.replaceAll('"', ''), address };
}

function parseSmtp(text: string, from: Sender): ChannelSettings['email'][number] {
  const url = new URL(text);
  const isImplicit = url.protocol === 'smtps:';
  const tls = url.searchParams.get('tls') ?? 'required';
  if (url.hostname === '') throw new Fault('has no host');
  if (tls !== 'required' && tls !== 'off') throw new Fault('tls must be required or off');
  const { user, pass } = credentialsOf(url);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isImplicit ? 465 : 587) : Number(url.port),
    tls: isImplicit ? 'implicit' : tls,
    login: user === '' ? undefined : { user, pass },
    from,
    limits: limitsOf(url, defaults.email),
  };
}

function parseSms(text: string, publicUrl: string): ChannelSettings['sms'][number] {
  const url = new URL(text);
  const { user: accountSid, pass: authToken } = credentialsOf(url);
  if (accountSid === '' || authToken === '') throw new Fault('needs the account SID and the token before the host');
  const from = url.searchParams.get('from');
  const messagingServiceSid = url.searchParams.get('service');
  if ((from === null) === (messagingServiceSid === null)) throw new Fault('needs one of from and service');
  return {
    baseUrl: url.origin + url.pathname.replace(/\/$/, ''),
    accountSid,
    authToken,
    sender: messagingServiceSid === null ? { from: from ?? '' } : { messagingServiceSid },
    callbackUrl: publicUrl.replace(/\/$/, '') + twilioCallbackPath,
    limits: limitsOf(url, defaults.sms),
  };
}

const FcmAccounts = Type.Array(
  Type.Object({
    project_id: Type.String({ minLength: 1 }),
    client_email: Type.String({ minLength: 1 }),
    private_key: Type.String({ minLength: 1 }),
    token_uri: Type.String({ pattern: '^https?://', default: 'https://oauth2.googleapis.com/token' }),
    base_url: Type.String({ pattern: '^https?://', default: 'https://fcm.googleapis.com' }),
    rate: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  }),
);

function parseFcm(text: string | undefined): ChannelSettings['fcm'] {
  if (text === undefined) return [];
  const accounts: unknown = Value.Default(FcmAccounts, JSON.parse(text));
  if (!Value.Check(FcmAccounts, accounts)) throw new Fault("must be a JSON list of service accounts' key files");
  return accounts.map(({ rate, base_url, ...account }) => {
    // A key that cannot be read is found now rather than at the first notice.
    createPrivateKey(account.private_key);
    const limits = { ...defaults.fcm, ...(rate === undefined ? {} : { perSecond: rate }) };
    return { ...account, base_url: base_url.replace(/\/$/, ''), limits };
  });
}

function parseVapid(config: ChannelConfig): ChannelSettings['webpush'] {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = config;
  if (publicKey === undefined && privateKey === undefined) return undefined;
  if (publicKey === undefined || privateKey === undefined) throw new Fault('must be given together');
  privateKeyOf({ publicKey, privateKey });
  return { publicKey, privateKey, subject, allowedHosts: config.PUSH_ALLOWED_HOSTS, limits: defaults.webpush };
}

function credentialsOf(url: URL): { user: string; pass: string } {
  return { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
}

function limitsOf(url: URL, fallback: Limits): Limits {
  const read = (name: string, otherwise: number) => {
    const text = url.searchParams.get(name);
    if (text === null) return otherwise;
    const value = Number(text);
    if (!(value > 0 && value <= 10_000)) throw new Fault(`${name} must be a number above 0`);
    return value;
  };
  return {
    perSecond: read('rate', fallback.perSecond),
    concurrency: Math.ceil(read('connections', fallback.concurrency)),
  };
}
