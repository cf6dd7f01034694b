import { operationsQueue, type OperationEvent } from '@airside/contracts';
import { type KafkaServer, prepareRabbitMq, type RabbitMqServer, startKafka } from '@airside/testing';
import { Kafka, logLevel } from 'kafkajs';
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stepsOf } from '../src/scenarios/scenarios.ts';
import { openSender } from '../src/senders/open.ts';
import { createClient } from '../src/target/client.ts';

const client = createClient('http://127.0.0.1:1', undefined);
const events = stepsOf(5, 'test', Temporal.Instant.from('2026-11-21T10:00:00Z')).map(({ event }) => event);
const longestStartMs = 15 * 60_000;
let kafka: KafkaServer | undefined;
let rabbitMq: RabbitMqServer | undefined;

beforeAll(async () => {
  kafka = await startKafka();
  rabbitMq = await prepareRabbitMq();
  await rabbitMq?.start();
}, longestStartMs);
afterAll(async () => {
  await kafka?.stop();
  await rabbitMq?.remove();
});

test('events reach the Kafka topic keyed by flight, one after the other', async ({ skip }) => {
  if (kafka === undefined) return skip('needs kcat');
  const sender = await openSender({
    via: 'kafka',
    client,
    kafkaBrokers: kafka.brokers.join(','),
    rabbitMqUrl: undefined,
  });
  for (const event of events) await sender.send(event);
  await sender.close();
  const received = new Map<string, OperationEvent>();
  const consumer = new Kafka({ brokers: kafka.brokers, logLevel: logLevel.NOTHING }).consumer({ groupId: 'test' });
  await consumer.connect();
  await consumer.subscribe({ topic: operationsQueue, fromBeginning: true });
  const all = Promise.withResolvers<void>();
  await consumer.run({
    async eachMessage({ message }) {
      received.set(String(message.key), JSON.parse(String(message.value)) as OperationEvent);
      if (received.size === events.length) all.resolve();
    },
  });
  await all.promise;
  await consumer.disconnect();
  expect(Object.fromEntries(received)).toEqual(
    Object.fromEntries(events.map((event) => [event.payload.flight_id, event])),
  );
});

test('events wait in the RabbitMQ queue in their order, also where nobody has listened yet', async ({ skip }) => {
  if (rabbitMq === undefined) return skip('needs rabbitmq-server');
  const sender = await openSender({ via: 'rabbitmq', client, kafkaBrokers: undefined, rabbitMqUrl: rabbitMq.url });
  for (const event of events) await sender.send(event);
  await sender.close();
  const connection = new Connection(rabbitMq.url);
  const received: unknown[] = [];
  for (
    let message = await connection.basicGet(operationsQueue);
    message;
    message = await connection.basicGet(operationsQueue)
  ) {
    received.push(message.body);
    expect(message).toMatchObject({ contentType: 'application/json', durable: true });
  }
  await connection.close();
  expect(received).toEqual(events);
});

test('a broker that is not named, or not there, is told in words', async () => {
  const none = { client, kafkaBrokers: undefined, rabbitMqUrl: undefined };
  await expect(openSender({ ...none, via: 'kafka' })).rejects.toThrow(/--kafka HOST:PORT, or KAFKA_BROKERS/);
  await expect(openSender({ ...none, via: 'rabbitmq' })).rejects.toThrow(/RABBITMQ_URL/);
  await expect(openSender({ ...none, via: 'rabbitmq', rabbitMqUrl: 'amqp://127.0.0.1:3' })).rejects.toThrow(
    /RabbitMQ at 127.0.0.1:3 does not answer/,
  );
  await expect(openSender({ ...none, via: 'kafka', kafkaBrokers: '127.0.0.1:3' })).rejects.toThrow(
    /Kafka at 127.0.0.1:3 does not answer/,
  );
});
