import { eventsExchange, Problem } from '@airside/contracts';
import type { BrokerLog } from '../brokers/keep-connected.ts';
import { closeRabbitMq, connectRabbitMq } from '../brokers/rabbitmq.ts';
import { contentType, type Sender } from './egress.ts';

/** Sends events to the RabbitMQ topic exchange, by their type; the broker confirms each. */
export function createRabbitMqSender(options: { url: string; instance: string; log: BrokerLog }): Sender {
  const connection = connectRabbitMq(options.url, `${options.instance} egress`, options.log);
  const publisher = connection.createPublisher({
    confirm: true,
    maxAttempts: 1,
    exchanges: [{ exchange: eventsExchange, type: 'topic', durable: true }],
  });
  return {
    broker: 'rabbitmq',
    isUp: () => connection.ready,
    async send(events) {
      if (!connection.ready) throw new Problem('SERVICE_UNAVAILABLE', { params: { service: 'RabbitMQ' } });
      const confirmed = events.map((event) =>
        publisher.send(
          {
            exchange: eventsExchange,
            routingKey: event.type,
            durable: true,
            contentType,
            messageId: event.id,
            type: event.type,
          },
          Buffer.from(JSON.stringify(event)),
        ),
      );
      // All of them are waited for, so that the next try does not run beside what is left of this one.
      const failed = (await Promise.allSettled(confirmed)).find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
    stop: () => closeRabbitMq(connection, publisher),
  };
}
