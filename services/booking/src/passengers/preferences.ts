import { ChannelChoice, Problem } from '@airside/contracts';
import type { InternalClient } from '@airside/service';
import { Value } from 'typebox/value';

/** The channels that passengers chose, which the notification service owns. Both throw SERVICE_UNAVAILABLE. */
export type Preferences = {
  findChannels(passengerReference: string): Promise<ChannelChoice>;
  putChannels(passengerReference: string, channels: ChannelChoice): Promise<void>;
};

export function createPreferences(callInternal: InternalClient): Preferences {
  const service = 'notification_service';
  const pathOf = (passengerReference: string) => `/internal/preferences/${passengerReference}`;
  const unavailable = () => new Problem('SERVICE_UNAVAILABLE', { params: { service }, retryAfterSeconds: 1 });
  return {
    async findChannels(passengerReference) {
      const { status, body } = await callInternal({ service, method: 'GET', path: pathOf(passengerReference) });
      if (status !== 200 || !Value.Check(ChannelChoice, body)) throw unavailable();
      const { email, sms, push } = body;
      return { email, sms, push };
    },
    async putChannels(passengerReference, channels) {
      const path = pathOf(passengerReference);
      const { status } = await callInternal({ service, method: 'PUT', path, body: { channels } });
      if (status >= 300) throw unavailable();
    },
  };
}
