import { operationsQueue } from '@airside/contracts';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { Failure } from '../failure.ts';
import type { Sender } from './sender.ts';

/** The Kafka topic; keyed by flight, so that a flight's events stay in their order. */
export async function createKafkaSender(brokers: readonly string[]): Promise<Sender> {
  const kafka = new Kafka({
    clientId: 'airside-simulator',
    brokers: [...brokers],
    connectionTimeout: 3000,
    requestTimeout: 5000,
    retry: { retries: 5, initialRetryTime: 200, maxRetryTime: 3000 },
    logLevel: logLevel.NOTHING,
  });
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: true,
  });
  await producer.connect().catch((error: unknown) => {
    throw new Failure(`Kafka at ${brokers.join(',')} does not answer (${String(error)}).`);
  });
  return {
    async send(event) {
      const message = { key: event.payload.flight_id, value: JSON.stringify(event) };
      await producer.send({ topic: operationsQueue, acks: -1, messages: [message] }).catch((error: unknown) => {
        throw new Failure(`Kafka did not take ${event.event_type} for ${message.key} (${String(error)}).`);
      });
    },
    close: () => producer.disconnect(),
  };
}
