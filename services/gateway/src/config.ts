import { ConfigError, discoveryConfig, processConfig, redisConfig } from '@airside/service';
import { type Static, Type } from 'typebox';
import type { TlsFiles } from './edge/tls.ts';

export const GatewayConfig = Type.Object({
  ...processConfig,
  ...discoveryConfig,
  ...redisConfig,
  /** Folder in which the last known directory of instances survives a restart. */
  DATA_DIR: Type.String({ minLength: 1 }),
  /** Folder of the built web app, with its `index.html`; absent where something else serves it. */
  WEB_DIR: Type.Optional(Type.String({ minLength: 1 })),
  /** Control server of the local stack; absent where something else runs the processes. */
  LOCAL_STACK_URL: Type.Optional(Type.String({ pattern: '^http://' })),
  /** Requests from this machine are not counted, so that load tests measure the system. */
  RATE_LIMIT_EXEMPT_LOOPBACK: Type.Boolean({ default: false }),
  /** Requests per second and client, in the long run. */
  RATE_LIMIT_PER_SECOND: Type.Number({ minimum: 1, default: 100 }),
  /** Requests that a client may send at once. */
  RATE_LIMIT_BURST: Type.Integer({ minimum: 1, default: 200 }),
  /** Origins of browser apps served from elsewhere. */
  CORS_ORIGINS: Type.Array(Type.String({ pattern: '^https?://[^/]+$' }), { default: [] }),
  /** Certificate with its chain, and its key, as PEM files: the gateway speaks https alone. Both, or neither. */
  TLS_CERT_FILE: Type.Optional(Type.String({ minLength: 1 })),
  TLS_KEY_FILE: Type.Optional(Type.String({ minLength: 1 })),
  /** Something before the gateway terminates TLS, and nobody reaches the gateway past it. */
  TLS_TERMINATED_BEFORE: Type.Boolean({ default: false }),
  /** Lets admins force breakers without a local stack. */
  CHAOS_ENDPOINTS: Type.Boolean({ default: false }),
});
export type GatewayConfig = Static<typeof GatewayConfig>;

/** The certificate's files, where the gateway has one. Throws ConfigError for one without the other. */
export function tlsFilesOf(config: GatewayConfig): TlsFiles | undefined {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = config;
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  if (certFile === undefined && keyFile === undefined) return undefined;
  throw new ConfigError([`${certFile === undefined ? 'TLS_CERT_FILE' : 'TLS_KEY_FILE'} is missing: both, or neither`]);
}

/** Throws ConfigError for what must not run in production (quality.md S11). */
export function refuseUnsafe(config: GatewayConfig): void {
  if (config.NODE_ENV !== 'production') return;
  const faults = (['CHAOS_ENDPOINTS', 'RATE_LIMIT_EXEMPT_LOOPBACK'] as const)
    .filter((key) => config[key])
    .map((key) => `${key} must be off in production`);
  if (config.LOCAL_STACK_URL !== undefined) faults.push('LOCAL_STACK_URL must be absent in production');
  if (faults.length > 0) throw new ConfigError(faults);
}
