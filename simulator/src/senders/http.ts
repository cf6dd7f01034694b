import { bodyOf, type Client } from '../target/client.ts';
import type { Sender } from './sender.ts';

/** `POST /api/ops/events`. The same event may be sent again, so it is sent until there is an answer. */
export function createHttpSender(client: Client): Sender {
  return {
    async send(event, signal) {
      const answer = await client.callPatiently({ method: 'POST', path: '/api/ops/events', body: event }, signal);
      bodyOf(answer, `${event.event_type} for ${event.payload.flight_id} was refused`);
    },
    close: async () => undefined,
  };
}
