import { IsoDate } from '@airside/contracts';
import { ConfigError, databaseConfig, discoveryConfig, processConfig, redisConfig } from '@airside/service';
import { type Static, Type } from 'typebox';
import { sandboxName } from './payments/provider.ts';

export const bookingConfig = Type.Object({
  ...processConfig,
  ...discoveryConfig,
  ...databaseConfig,
  ...redisConfig,
  /** The default flights have this date for ever; by default they roll on with the calendar. */
  SEED_BASE_DATE: Type.Optional(IsoDate),
  /** The resource API can be read without a token, for clients older than tokens; never in production (api.md §7). */
  OPEN_READS: Type.Boolean({ default: false }),
  /** `POST /api/demo/load`; for a stack to try things out on, never in production. */
  DEMO_ENDPOINTS: Type.Boolean({ default: false }),
  /** Who moves the money; `sandbox` is the built-in one, which moves none. Never that in production. */
  PAYMENT_PROVIDER_NAME: Type.String({ pattern: '^[a-z0-9_-]{1,40}$', default: sandboxName }),
  /** Where it is reached, by the protocol of src/payments/protocol.ts. */
  PAYMENT_PROVIDER_URL: Type.String({ pattern: '^https?://.+[^/]$' }),
  /** What it is shown, and what its notifications are signed with. */
  PAYMENT_PROVIDER_SECRET: Type.String({ minLength: 16 }),
});
export type BookingConfig = Static<typeof bookingConfig>;

export function refuseUnsafe(config: BookingConfig): void {
  if (config.NODE_ENV !== 'production') return;
  const unsafe = (['OPEN_READS', 'DEMO_ENDPOINTS'] as const).filter((key) => config[key]);
  const faults = unsafe.map((key) => `${key} must be off in production`);
  if (config.PAYMENT_PROVIDER_NAME === sandboxName) {
    faults.push(`PAYMENT_PROVIDER_NAME must not be ${sandboxName} in production: it moves no money`);
  }
  if (faults.length > 0) throw new ConfigError(faults);
}
