import { ConfigError, processConfig } from '@airside/service';
import { type Static, Type } from 'typebox';

const { INSTANCE_NAME, HOST, PORT, LOG_LEVEL, NODE_ENV } = processConfig;

export const sandboxConfig = Type.Object({
  INSTANCE_NAME,
  HOST,
  PORT,
  LOG_LEVEL,
  NODE_ENV,
  /** What callers present, and what notifications are signed with. */
  PAYMENT_PROVIDER_SECRET: Type.String({ minLength: 16 }),
  /** Folder for what it has promised. */
  DATA_DIR: Type.String({ minLength: 1 }),
  /** Where notifications go; none without it. */
  PAYMENT_CALLBACK_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
});

export function refuseProduction({ NODE_ENV: environment }: Static<typeof sandboxConfig>): void {
  if (environment === 'production')
    throw new ConfigError(['NODE_ENV: the payment sandbox moves no money; it is not for production']);
}
