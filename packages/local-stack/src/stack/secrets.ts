import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StackError } from '../stack-error.ts';

const roles = [
  'user_service',
  'notification_service',
  'booking_service',
  'operations_service',
  'warehouse',
  'etl',
] as const;
export type DatabaseRole = (typeof roles)[number];

/** Everything secret about one stack; made at its first start and kept in its data folder. */
export type Secrets = {
  adminUsername: string;
  adminPassword: string;
  clusterSecret: string;
  passwordPepper: string;
  signingKeySecret: string;
  superuserPassword: string;
  rolePasswords: Record<DatabaseRole, string>;
  /** What the booking service shows the payment sandbox, and it signs with. */
  paymentProviderSecret: string;
  /** Password of the notification service at the local receivers. */
  receiversSecret: string;
  /** PEM of the service account that the local FCM believes. */
  fcmPrivateKey: string;
  /** What browsers subscribe to push messages with: P-256, base64url. */
  vapidKeys: { publicKey: string; privateKey: string };
};

export type Admin = { username?: string; password?: string };

/** Reads the secrets of a data folder, or makes them. A given staff name or password is used from now on. */
export function openSecrets(dataDir: string, given: Admin): { secrets: Secrets; isNew: boolean } {
  const file = secretsFile(dataDir);
  const existing = existsSync(file) ? read(file) : undefined;
  const generated = generate(existing);
  const secrets = {
    ...generated,
    ...existing,
    // An older folder lacks the roles that came later.
    rolePasswords: { ...generated.rolePasswords, ...existing?.rolePasswords },
  };
  secrets.adminUsername = given.username ?? secrets.adminUsername;
  secrets.adminPassword = given.password ?? secrets.adminPassword;
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return { secrets, isNew: existing === undefined };
}

export function secretsFile(dataDir: string): string {
  return path.join(dataDir, 'secrets.json');
}

/** Undefined when the folder has none yet. */
export function readSecrets(dataDir: string): Secrets | undefined {
  const file = secretsFile(dataDir);
  return existsSync(file) ? read(file) : undefined;
}

function read(file: string): Secrets {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  } catch (error) {
    throw new StackError(
      `${file} cannot be read (${String(error)}). The databases beside it answer to its passwords only: restore it, or begin anew with --fresh.`,
    );
  }
}

function generate(existing: Partial<Secrets> | undefined): Secrets {
  const secret = () => randomBytes(24).toString('base64url');
  return {
    adminUsername: 'admin',
    adminPassword: randomBytes(12).toString('base64url'),
    clusterSecret: secret(),
    passwordPepper: secret(),
    signingKeySecret: secret(),
    superuserPassword: secret(),
    rolePasswords: Object.fromEntries(roles.map((role) => [role, secret()])) as Record<DatabaseRole, string>,
    paymentProviderSecret: secret(),
    receiversSecret: secret(),
    // Takes a moment: not at every start.
    fcmPrivateKey: existing?.fcmPrivateKey ?? makeFcmKey(),
    vapidKeys: makeVapidKeys(),
  };
}

function makeFcmKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
}

function makeVapidKeys(): Secrets['vapidKeys'] {
  const curve = createECDH('prime256v1');
  const publicKey = curve.generateKeys('base64url');
  // Without leading zeros where it has some, but always 32 bytes long in a key.
  const privateKey = Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()])
    .subarray(-32)
    .toString('base64url');
  return { publicKey, privateKey };
}
