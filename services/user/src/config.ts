import {
  ConfigError,
  databaseConfig,
  discoveryConfig,
  ownSecret,
  processConfig,
  redisConfig,
  staffPassword,
} from '@airside/service';
import { type Static, Type } from 'typebox';

export const userConfig = Type.Object({
  ...processConfig,
  ...discoveryConfig,
  ...databaseConfig,
  ...redisConfig,
  /** The first account with all rights. */
  AIRSIDE_ADMIN_USERNAME: Type.String({ default: 'admin', pattern: '^[A-Za-z0-9._-]{3,64}$' }),
  AIRSIDE_ADMIN_PASSWORD: staffPassword,
  /** Key of the password prehash. Changing it makes every password void. */
  PASSWORD_PEPPER: ownSecret,
  /** Encrypts the signing keys at rest; one-time tokens are made of it. Changing it makes the keys unreadable and mails that wait void. */
  SIGNING_KEY_SECRET: ownSecret,
  /** bcrypt cost; 12 is about 0.2 s of a core for each login. */
  BCRYPT_COST: Type.Integer({ minimum: 4, maximum: 16, default: 12 }),
  /** `simulate-failure` answers; never in production. */
  CHAOS_ENDPOINTS: Type.Boolean({ default: false }),
});
export type UserConfig = Static<typeof userConfig>;

/** What is fit for a laptop only is refused in production, by name (quality.md S4, S11). */
export function refuseUnsafe(config: UserConfig): void {
  if (config.NODE_ENV !== 'production') return;
  const faults = [
    ...(config.CHAOS_ENDPOINTS ? ['CHAOS_ENDPOINTS must be off in production'] : []),
    ...(config.BCRYPT_COST < 12 ? ['BCRYPT_COST must be at least 12 in production'] : []),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
}
