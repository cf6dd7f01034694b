import { type AirsideEvent, eventsTopic, Problem } from '@airside/contracts';
import type { Logger } from '@airside/service';
import { Partitioners, type Producer } from 'kafkajs';
import { type BrokerLog, keepConnected, type Session } from '../brokers/keep-connected.ts';
import { createKafka } from '../brokers/kafka.ts';
import { contentType, type Sender } from './egress.ts';

/** Sends events to the Kafka topic; one flight's events go to one partition, in their order. */
export function createKafkaSender(options: {
  brokers: readonly string[];
  instance: string;
  logger: Logger;
  log: BrokerLog;
}): Sender {
  const kafka = createKafka(options.brokers, options.instance, options.logger);
  let current: { producer: Producer; fail(error: unknown): void } | undefined;

  async function open(): Promise<Session> {
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: true,
    });
    let fail: (error: unknown) => void = () => undefined;
    const ended = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    ended.catch(() => undefined);
    await producer.connect();
    current = { producer, fail };
    return {
      ended,
      async close() {
        current = undefined;
        await producer.disconnect().catch(() => undefined);
      },
    };
  }

  const kept = keepConnected(open, options.log);
  return {
    broker: 'kafka',
    isUp: () => options.log.isUp(),
    async send(events) {
      const session = current;
      if (session === undefined) throw new Problem('SERVICE_UNAVAILABLE', { params: { service: 'Kafka' } });
      try {
        // Resolves when all in-sync replicas have them.
        await session.producer.send({ topic: eventsTopic, acks: -1, timeout: 3000, messages: events.map(toMessage) });
      } catch (error) {
        // A new connection also learns anew who leads which partition.
        session.fail(error);
        throw error;
      }
    },
    stop: () => kept.stop(),
  };
}

function toMessage(event: AirsideEvent) {
  return { key: event.subject ?? event.id, value: JSON.stringify(event), headers: { 'content-type': contentType } };
}
