import { type Static, type TObject, Type } from 'typebox';
import { Value } from 'typebox/value';
import { tracingConfig } from './tracing/tracing.ts';

/** Keyword of a text's schema: characters that it needs in production, over what `minLength` asks for anywhere. */
const inProduction = 'minLengthInProduction';

/** A secret that this installation makes for itself: 16 characters on a laptop, 32 in production (quality.md S11). */
export const ownSecret = Type.String({ minLength: 16, [inProduction]: 32 });
/** A password that people type: 8 characters on a laptop, 12 in production. */
export const staffPassword = Type.String({ minLength: 8, [inProduction]: 12 });

/** Where a process listens and how it is known. Spread into a service's own schema. */
export const processConfig = {
  /** Wire name of this instance, `user_service_1`; where it is not given, the host's name makes one (identity.ts). */
  INSTANCE_NAME: Type.String({ minLength: 1 }),
  /** Address to listen on. */
  HOST: Type.String({ default: '127.0.0.1' }),
  /** Port to listen on; 0 picks a free one. */
  PORT: Type.Integer({ minimum: 0, maximum: 65_535 }),
  /** Base URL others reach this instance by; `http://HOST:PORT` when absent, by the host's name where HOST is every address. */
  ADVERTISED_URL: Type.Optional(Type.String()),
  /** Proves to discovery and to other services that a process is part of this installation. */
  CLUSTER_SECRET: ownSecret,
  /** pino level. */
  LOG_LEVEL: Type.Enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], {
    default: 'info',
  }),
  ...tracingConfig,
  /** `production` refuses what is only fit for a laptop. */
  NODE_ENV: Type.String({ default: 'development' }),
  /** Servers are spoken to over TLS alone, and their certificates are checked; a URL of one that is not refuses the start. */
  REQUIRE_TLS: Type.Boolean({ default: false }),
};

/** Base URLs of discovery, in order of preference. */
export const discoveryConfig = {
  DISCOVERY_URLS: Type.Array(Type.String({ pattern: '^https?://' }), {
    minItems: 1,
  }),
};

/** All nodes of one PostgreSQL cluster, in any order; who is primary is found out, not configured. */
export const databaseConfig = {
  DATABASE_URLS: Type.Array(Type.String({ pattern: '^postgres' }), {
    minItems: 1,
  }),
};

/** One URL = a single Redis server, several = a Redis Cluster. */
export const redisConfig = {
  REDIS_URLS: Type.Array(Type.String({ pattern: '^rediss?://' }), {
    minItems: 1,
  }),
};

/** Every bad key at once, so that nobody starts a process five times to find five mistakes. */
export class ConfigError extends Error {
  constructor(faults: string[]) {
    super(`Configuration is not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Reads the keys of `schema` from an environment. Text is converted to the schema's types, lists are split at commas,
 * an empty value counts as absent, other keys are ignored. Throws ConfigError naming every bad key, in production also
 * each secret that is too short for it.
 */
export function readConfig<Schema extends TObject>(
  schema: Schema,
  env: Record<string, string | undefined>,
): Static<Schema> {
  const given: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(schema.properties)) {
    const text = env[key]?.trim();
    if (text === undefined || text === '') continue;
    given[key] = isArraySchema(property) ? text.split(',').map((item) => item.trim()) : text;
  }
  const value: unknown = Value.Default(schema, Value.Convert(schema, given));
  const faults = [...Value.Errors(schema, value)].flatMap((error) =>
    error.keyword === 'required'
      ? requiredOf(error.params).map((key) => `${key} is missing`)
      : [`${error.instancePath.slice(1).replaceAll('/', '.')} ${error.message}`],
  );
  faults.push(...shortInProduction(schema, value as Record<string, unknown>));
  faults.push(...withoutTls(value as Record<string, unknown>));
  if (faults.length > 0) throw new ConfigError([...new Set(faults)]);
  return value as Static<Schema>;
}

function shortInProduction(schema: TObject, value: Readonly<Record<string, unknown>>): string[] {
  if (value['NODE_ENV'] !== 'production') return [];
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    const least = (property as { [inProduction]?: number })[inProduction];
    const text = value[key];
    if (least === undefined || typeof text !== 'string' || text.length >= least) return [];
    return [`${key} must have at least ${least} characters in production`];
  });
}

/** A server whose certificate is not checked could be anybody: `sslmode=require` is not enough. */
const checkedTls = /^rediss:|^amqps:|^postgres.*[?&]sslmode=verify-(full|ca)(&|$)/;
const serverUrl = /^(redis|amqp|postgres)/;

function withoutTls(value: Readonly<Record<string, unknown>>): string[] {
  if (value['REQUIRE_TLS'] !== true) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const urls = [member].flat().filter((one): one is string => typeof one === 'string' && serverUrl.test(one));
    const isOpen = urls.some((url) => !checkedTls.test(url));
    // Not the URL itself: it holds a password.
    return isOpen ? [`${key} must use TLS, as REQUIRE_TLS asks: rediss, amqps, or sslmode=verify-full`] : [];
  });
}

function isArraySchema(property: unknown): boolean {
  return (property as { type?: unknown }).type === 'array';
}

function requiredOf(params: unknown): string[] {
  return (params as { requiredProperties?: string[] }).requiredProperties ?? [];
}
