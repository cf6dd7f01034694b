import { ConfigError } from '@airside/service';
import { type Static, Type } from 'typebox';

/** Longest that a notice may wait for words (api.md §6), in milliseconds. */
const longestTimeoutMs = 3000;

/** The optional writer. Absent: every text is a template's. */
export const writerConfig = {
  /** Whose protocol it speaks; absent: there is no writer. */
  WRITER_PROVIDER: Type.Optional(Type.Enum(['anthropic', 'openai'])),
  /** Base URL; the provider's own when absent. Of an OpenAI-compatible one up to and with `/v1`. */
  WRITER_URL: Type.Optional(Type.String({ pattern: '^https?://[^\\s?#]+$' })),
  WRITER_API_KEY: Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]+$' })),
  /** As the provider names it. */
  WRITER_MODEL: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  /** Most calls of all instances together in a day (UTC). */
  WRITER_DAILY_BUDGET: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1000 }),
  /** For one call, from connecting to the last byte, in milliseconds. */
  WRITER_TIMEOUT_MS: Type.Integer({ minimum: 100, maximum: longestTimeoutMs, default: longestTimeoutMs }),
};
const WriterConfig = Type.Object(writerConfig);

export type WriterSettings = {
  provider: 'anthropic' | 'openai';
  /** Without a slash at its end. */
  url: string;
  /** Undefined where the provider, such as one on this machine, asks for none. */
  apiKey: string | undefined;
  model: string;
  dailyBudget: number;
  timeoutMs: number;
};

const publicUrls = { anthropic: 'https://api.anthropic.com', openai: 'https://api.openai.com/v1' } as const;

/** Undefined where no writer is configured. Throws ConfigError naming what one that is configured lacks. */
export function writerSettings(config: Static<typeof WriterConfig>): WriterSettings | undefined {
  const { WRITER_PROVIDER: provider, WRITER_MODEL: model, WRITER_API_KEY: apiKey, WRITER_URL: url } = config;
  if (provider === undefined) return undefined;
  const isKeyNeeded = provider === 'anthropic' || url === undefined;
  const faults = [
    ...(model === undefined ? ['WRITER_MODEL is missing, which WRITER_PROVIDER needs'] : []),
    ...(isKeyNeeded && apiKey === undefined ? [`WRITER_API_KEY is missing, which ${provider} asks for`] : []),
  ];
  if (model === undefined || faults.length > 0) throw new ConfigError(faults);
  return {
    provider,
    url: (url ?? publicUrls[provider]).replace(/\/+$/, ''),
    apiKey,
    model,
    dailyBudget: config.WRITER_DAILY_BUDGET,
    timeoutMs: config.WRITER_TIMEOUT_MS,
  };
}
