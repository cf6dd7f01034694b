import path from 'node:path';
import type { AlertUrls } from '../prometheus/receivers.ts';
import { StackError } from '../stack-error.ts';
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
  return pathOf(given);
}

/** A path as the person meant it: relative to where npm was called. */
export function pathOf(given: string): string {
  return path.resolve(process.env['INIT_CWD'] ?? process.cwd(), given);
}

export type OwnSettings = {
  adminUsername?: string;
  adminPassword?: string;
  redisUrls: string[];
  alertUrls: AlertUrls;
  env: Record<string, string>;
};

function read(name: string): string | undefined {
  return process.env[name] || undefined;
}

function readUrl(name: string): string | undefined {
  const url = read(name);
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new StackError(`${name} is not the URL of a webhook (http:// or https://)`);
  return url;
}

/** What the environment says about a stack to start. Empty values count as absent. */
export function readOwnSettings(): OwnSettings {
  const adminUsername = read('AIRSIDE_ADMIN_USERNAME');
  const adminPassword = read('AIRSIDE_ADMIN_PASSWORD');
  const page = readUrl('ALERTS_PAGE_URL');
  const ticket = readUrl('ALERTS_TICKET_URL');
  const env: Record<string, string> = {};
  for (const name of passedOn) {
    const value = read(name);
    if (value !== undefined) env[name] = value;
  }
  return {
    ...(adminUsername === undefined ? {} : { adminUsername }),
    ...(adminPassword === undefined ? {} : { adminPassword }),
    alertUrls: {
      ...(page === undefined ? {} : { page }),
      ...(ticket === undefined ? {} : { ticket }),
    },
    redisUrls: (read('REDIS_URLS') ?? '').split(',').filter((url) => url !== ''),
    env,
  };
}
