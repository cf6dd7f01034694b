import { ConfigError, databaseConfig, discoveryConfig, processConfig, redisConfig } from '@airside/service';
import { type Static, Type } from 'typebox';
import { channelConfig } from './channels/config.ts';

export const notificationConfig = Type.Object({
  ...processConfig,
  ...discoveryConfig,
  ...databaseConfig,
  ...redisConfig,
  /** Origins of browser apps served from elsewhere; they may open sockets. */
  CORS_ORIGINS: Type.Array(Type.String({ pattern: '^https?://[^/]+$' }), { default: [] }),
  /** Hosts that webhooks may call though their addresses are not public: `name` or `name:port` (an IPv6 address in brackets). */
  WEBHOOK_ALLOWED_HOSTS: Type.Array(
    Type.String({ pattern: '^(\\[[0-9a-fA-F:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?$' }),
    {
      default: [],
    },
  ),
  /** Where travellers reach this installation; links in messages begin with it. */
  PUBLIC_URL: Type.String({ pattern: '^https?://[^\\s]+[^/\\s]$', default: 'http://localhost:4000' }),
  ...channelConfig,
  /** Subscriptions can be read without a token, for clients older than tokens; never in production (api.md §7). */
  OPEN_READS: Type.Boolean({ default: false }),
});
export type NotificationConfig = Static<typeof notificationConfig>;

export function refuseUnsafe(config: NotificationConfig): void {
  if (config.NODE_ENV === 'production' && config.OPEN_READS) {
    throw new ConfigError(['OPEN_READS must be off in production']);
  }
}
