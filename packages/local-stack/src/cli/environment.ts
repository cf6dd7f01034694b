import path from 'node:path';
import { paymentVariables } from '../stack/payment-sandbox.ts';
import { checkout } from '../stack/places.ts';
import { providerVariables } from '../stack/receivers.ts';

/** Variables of the person's own that services understand; nothing else of the shell reaches them. */
const passedOn = [
  'LOG_LEVEL',
  'NODE_ENV',
  'HOST',
  'TZ',
  'BCRYPT_COST',
  'SEED_BASE_DATE',
  'OPEN_READS',
  'AIRSIDE_TEST_RUN',
  'NODE_EXTRA_CA_CERTS',
  'KAFKA_BROKERS',
  'RABBITMQ_URL',
  'PUBLIC_URL',
  'ETL_TIME',
  'ETL_TIME_ZONE',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_TRACES_SAMPLER_ARG',
  ...providerVariables,
  ...paymentVariables,
];

/** `--data`, else AIRSIDE_DATA, else `.airside` in the checkout. Relative to where npm was called. */
export function dataDirOf(option: string | undefined): string {
  const given = option ?? process.env['AIRSIDE_DATA'];
  if (given === undefined || given === '') return path.join(checkout, '.airside');
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
}

export type OwnSettings = {
  adminUsername?: string;
  adminPassword?: string;
  redisUrls: string[];
  env: Record<string, string>;
};

/** What the environment says about a stack to start. Empty values count as absent. */
export function readOwnSettings(): OwnSettings {
  const read = (name: string) => process.env[name] || undefined;
  const adminUsername = read('AIRSIDE_ADMIN_USERNAME');
  const adminPassword = read('AIRSIDE_ADMIN_PASSWORD');
  const env: Record<string, string> = {};
  for (const name of passedOn) {
    const value = read(name);
    if (value !== undefined) env[name] = value;
  }
  return {
    ...(adminUsername === undefined ? {} : { adminUsername }),
    ...(adminPassword === undefined ? {} : { adminPassword }),
    redisUrls: (read('REDIS_URLS') ?? '').split(',').filter((url) => url !== ''),
    env,
  };
}
