import { operationsQueue } from '@airside/contracts';
import { Connection } from 'rabbitmq-client';
import { Failure } from '../failure.ts';
import type { Sender } from './sender.ts';

const connectMs = 5000;

/** The RabbitMQ queue; each event is confirmed by the broker before the next is sent. */
export async function createRabbitMqSender(url: string): Promise<Sender> {
  const connection = new Connection({
    url,
    connectionName: 'airside-simulator',
    connectionTimeout: connectMs,
    acquireTimeout: connectMs,
    retryLow: 250,
    retryHigh: 2000,
  });
  let reason = 'no answer';
  // It reconnects by itself; without a listener an error would end the process.
  connection.on('error', (error: unknown) => {
    reason = String(error);
  });
  try {
    // As the system declares it, so that events wait there even where nobody has listened yet.
    await connection.queueDeclare({ queue: operationsQueue, durable: true });
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw new Failure(`RabbitMQ at ${new URL(url).host} does not answer (${reason}; ${String(error)}).`);
  }
  const publisher = connection.createPublisher({ confirm: true, maxAttempts: 3 });
  return {
    async send(event) {
      const envelope = { routingKey: operationsQueue, durable: true, contentType: 'application/json' };
      await publisher.send(envelope, Buffer.from(JSON.stringify(event))).catch((error: unknown) => {
        throw new Failure(
          `RabbitMQ did not take ${event.event_type} for ${event.payload.flight_id} (${String(error)}).`,
        );
      });
    },
    async close() {
      await publisher.close();
      await connection.close();
    },
  };
}
