import type { Role } from '@airside/contracts';
import { type App, createTokenVerifier } from '@airside/service';
import { connectTestRedis, createTestDatabase, silentLogger, type TestDatabase } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ensureStaffAccount } from '../src/accounts/staff.ts';
import { buildApp } from '../src/app.ts';
import { type KeyRing, openKeyRing } from '../src/keys/key-ring.ts';
import { defaultKeySchedule } from '../src/keys/rules.ts';
import { createTokenOf } from '../src/one-time-tokens/derive.ts';
import { createOneTimeTokens } from '../src/one-time-tokens/one-time-tokens.ts';
import { createPasswordHasher, type PasswordHasher } from '../src/passwords/hasher.ts';
import { createLoginThrottle } from '../src/sessions/throttle.ts';

export const clusterSecret = 'a-secret-of-the-test';
export const admin = { username: 'admin', password: 'staff-password' };

export type UserApp = {
  app: App;
  database: TestDatabase;
  keyRing: KeyRing;
  passwords: PasswordHasher;
  redis: Awaited<ReturnType<typeof connectTestRedis>>['redis'];
  /** Moves the clock of keys and tokens. */
  travel(duration: Temporal.DurationLike): void;
  close(): Promise<void>;
};

/** The user service on a database of its own, with cheap password hashes. */
export async function startUserApp({ hasChaosEndpoints = true } = {}): Promise<UserApp> {
  const database = await createTestDatabase({
    role: 'user_service',
    migrations: join(import.meta.dirname, '../migrations'),
  });
  const { redis, close: closeRedis } = await connectTestRedis();
  const { cluster } = database;
  let ahead = Temporal.Duration.from({ seconds: 0 });
  const now = () => Temporal.Now.instant().add(ahead);
  const passwords = await createPasswordHasher({ pepper: 'pepper-of-the-test', cost: 4 });
  await ensureStaffAccount({ cluster, passwords }, admin);
  const keyRing = await openKeyRing({
    cluster,
    secret: 'secret-of-the-test',
    schedule: defaultKeySchedule,
    logger: silentLogger(),
    now,
  });
  const app = await buildApp(
    {
      instance: 'user_service_1',
      logger: silentLogger(),
      auth: {
        clusterSecret,
        verifyToken: createTokenVerifier({ fetchJwks: () => Promise.resolve(keyRing.jwks()), unknownKeyFetchMs: 0 }),
      },
      hasChaosEndpoints,
    },
    {
      cluster,
      keyRing,
      passwords,
      throttle: createLoginThrottle({ redis }),
      oneTimeTokens: createOneTimeTokens({ tokenOf: createTokenOf('secret-of-the-test'), now }),
      now,
    },
  );
  return {
    app,
    database,
    keyRing,
    passwords,
    redis,
    travel(duration) {
      ahead = ahead.add(Temporal.Duration.from(duration));
    },
    async close() {
      await app.close();
      await keyRing.close();
      closeRedis();
      await database.drop();
    },
  };
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
type Registration = { username: string; password: string; email: string };
export type Session = { userId: number; token: string; refreshToken: string };

export function createCalls(app: App) {
  async function call(
    method: Method,
    path: string,
    options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) {
    const answer = await app.inject({
      method,
      url: path,
      headers: {
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : { payload: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: (answer.body === '' ? {} : answer.json()) as Record<string, unknown>,
    };
  }

  const login = async (username: string, password: string) =>
    (await call('POST', '/api/auth/login', { body: { username, password } })).body as Session;

  async function newAccount(): Promise<Session & Registration & { registration: Registration }> {
    const username = `t-${randomUUID()}`;
    const registration = { username, password: randomUUID(), email: `${username}@example.org` };
    const { status } = await call('POST', '/api/auth/register', { body: registration });
    if (status !== 201) throw new Error(`register answered ${status}`);
    return { ...registration, registration, ...(await login(username, registration.password)) };
  }

  const loginAdmin = () => login(admin.username, admin.password);

  /** An account with these roles, signed in. */
  async function newStaff(role: Role): Promise<Session> {
    const account = await newAccount();
    const { token } = await loginAdmin();
    await call('PUT', `/api/auth/users/${account.userId}/roles`, { token, body: { roles: ['passenger', role] } });
    return login(account.username, account.password);
  }

  return { call, login, newAccount, newStaff, loginAdmin };
}
