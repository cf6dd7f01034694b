import { Jwks, ServiceTokenVerification, type ServiceName } from '@airside/contracts';
import { LRUCache } from 'lru-cache';
import type { TSchema, Static } from 'typebox';
import { Value } from 'typebox/value';
import type { AuthOptions } from './auth/auth-plugin.ts';
import { createTokenVerifier, type TokenVerifier } from './auth/token-verifier.ts';
import { type DirectoryWatch, watchDirectory } from './discovery/directory.ts';
import { createInternalClient, type InternalClient } from './internal-client.ts';
import { createLogger, type Logger } from './logger.ts';
import { collectRuntimeMetrics, createRegistry, type Registry } from './metrics.ts';
import { startTracing, type TracingSettings } from './tracing/tracing.ts';

/** The part of a service's configuration that its surroundings need. */
export type PlatformConfig = TracingSettings & {
  LOG_LEVEL: string;
  CLUSTER_SECRET: string;
  DISCOVERY_URLS: readonly string[];
};

/** What every service stands on: logger, metrics, directory, calls to other services, and who a token belongs to. */
export type Platform = {
  logger: Logger;
  registry: Registry;
  directory: DirectoryWatch;
  callInternal: InternalClient;
  auth: AuthOptions;
  close(): Promise<void>;
};

export async function connectPlatform(service: ServiceName, config: PlatformConfig): Promise<Platform> {
  const tracing = await startTracing(service, config);
  const logger = createLogger({ service, instance: config.INSTANCE_NAME, level: config.LOG_LEVEL });
  const registry = createRegistry(service, config.INSTANCE_NAME);
  collectRuntimeMetrics(registry);
  const { DISCOVERY_URLS: discoveryUrls, CLUSTER_SECRET: clusterSecret } = config;
  const directory = watchDirectory({ discoveryUrls, clusterSecret, logger });
  const callInternal = createInternalClient({ directory, clusterSecret });
  return {
    logger,
    registry,
    directory,
    callInternal,
    auth: {
      clusterSecret,
      verifyToken: verifierOver(callInternal),
      verifyServiceToken: serviceTokenVerifierOver(callInternal),
    },
    async close() {
      await Promise.all([directory.close(), tracing.close()]);
    },
  };
}

/** Checks tokens with the keys that the user service publishes. */
export function verifierOver(callInternal: InternalClient): TokenVerifier {
  return createTokenVerifier({
    fetchJwks: () => ask(callInternal, Jwks, { method: 'GET', path: '/.well-known/jwks.json' }),
  });
}

/** Longest time a revoked service token goes on working, in milliseconds. */
const serviceTokenCacheMs = 10_000;

function serviceTokenVerifierOver(callInternal: InternalClient): NonNullable<AuthOptions['verifyServiceToken']> {
  const cache = new LRUCache<string, ServiceTokenVerification>({ max: 1000, ttl: serviceTokenCacheMs });
  return async (token) => {
    const known = cache.get(token);
    if (known !== undefined) return known;
    const verification = await ask(callInternal, ServiceTokenVerification, {
      method: 'POST',
      path: '/internal/service-tokens/verify',
      body: { token },
    });
    cache.set(token, verification);
    return verification;
  };
}

async function ask<Schema extends TSchema>(
  callInternal: InternalClient,
  schema: Schema,
  call: { method: 'GET' | 'POST'; path: string; body?: unknown },
): Promise<Static<Schema>> {
  const { status, body } = await callInternal({ service: 'user_service', ...call });
  if (status !== 200 || !Value.Check(schema, body)) throw new Error(`user_service answered ${status} to ${call.path}`);
  return body;
}
