import { IsoDate } from '@airside/contracts';
import { ConfigError, databaseConfig, discoveryConfig, processConfig, redisConfig } from '@airside/service';
import { type Static, Type } from 'typebox';

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
});
export type BookingConfig = Static<typeof bookingConfig>;

export function refuseUnsafe(config: BookingConfig): void {
  if (config.NODE_ENV !== 'production') return;
  const unsafe = (['OPEN_READS', 'DEMO_ENDPOINTS'] as const).filter((key) => config[key]);
  if (unsafe.length > 0) throw new ConfigError(unsafe.map((key) => `${key} must be off in production`));
}
