import type { Cluster } from '@airside/postgres';
import type { FastifyRequest } from 'fastify';
import type { KeyRing } from './keys/key-ring.ts';
import type { OneTimeTokens } from './one-time-tokens/one-time-tokens.ts';
import type { PasswordHasher } from './passwords/hasher.ts';
import type { LoginThrottle } from './sessions/throttle.ts';

/** What the routes of this service act through. */
export type UserDeps = {
  cluster: Cluster;
  keyRing: KeyRing;
  passwords: PasswordHasher;
  throttle: LoginThrottle;
  oneTimeTokens: OneTimeTokens;
  /** The client's address, as the gateway saw it. */
  addressOf: (request: FastifyRequest) => string;
  now: () => Temporal.Instant;
};
