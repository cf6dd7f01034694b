import { type AirsideEvent, eventsExchange, operationsQueue } from '@airside/contracts';
import { prepareRabbitMq, type RabbitMqServer, type TestDatabase, waitUntil } from '@airside/testing';
import { randomUUID } from 'node:crypto';
import { type AsyncMessage, Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cutConnections,
  delayEvent,
  makeDatabase,
  stallWrites,
  startOperations,
  type TestOperations,
  waitForEvents,
} from '../../tests/operations.ts';
import { startOtherService, statusChanged } from '../../tests/other-service.ts';

const prepared = await prepareRabbitMq();

describe.skipIf(prepared === undefined)('RabbitMQ', () => {
  const server = prepared as RabbitMqServer;
  let database: TestDatabase;
  let operations: TestOperations;
  let client: Connection;
  const start = async () => startOperations({ on: database, brokers: { rabbitMqUrl: server.url } });

  beforeAll(async () => {
    database = await makeDatabase();
    operations = await start();
  });
  afterAll(async () => {
    await client.close();
    await operations.close();
    await database.drop();
    await server.remove();
  });

  function connect(): Connection {
    const connection = new Connection({ url: server.url, retryLow: 100, retryHigh: 500 });
    connection.on('error', () => undefined);
    return connection;
  }

  /** In the order given, each made safe by the broker before the next. */
  async function send(...messages: (object | Buffer)[]): Promise<void> {
    const publisher = client.createPublisher({ confirm: true, queues: [{ queue: operationsQueue, durable: true }] });
    for (const message of messages) await publisher.send({ routingKey: operationsQueue, durable: true }, message);
    await publisher.close();
  }

  const depth = async () => (await client.queueDeclare({ queue: operationsQueue, passive: true })).messageCount;

  test('is not waited for: the service is ready without it, and takes what comes when it is there', async () => {
    expect((await operations.app.inject('/health/ready')).statusCode).toBe(200);
    expect(await operations.metric('broker_up', { connection: 'rabbitmq-ingest' })).toBe(0);
    await server.start();
    client = connect();
    await client.onConnect(30_000);
    const event = delayEvent();
    await send(event);
    await waitForEvents(operations, [event.event_id], 30_000);
    expect(await operations.metric('broker_up', { connection: 'rabbitmq-ingest' })).toBe(1);
  }, 120_000);

  test('gives each event once, in order, also where HTTP has given it already', async () => {
    const [here, ...others] = Array.from({ length: 30 }, (_none, minutes) => delayEvent(randomUUID(), minutes));
    await operations.post(here);
    await send(here ?? {}, ...others, here ?? {}, ...others);
    const ids = [here, ...others].map((event) => event?.event_id ?? '');
    await waitForEvents(operations, ids);
    const repeated = { source: 'rabbitmq', type: 'FLIGHT_DELAY', outcome: 'repeated' };
    await waitUntil(
      'all are seen',
      async () => (await operations.metric('operation_events_received_total', repeated)) >= 31,
    );
    const order = (await operations.published()).map(({ causedby }) => causedby ?? '').filter((id) => ids.includes(id));
    expect(order).toEqual(ids);
  });

  test('is rid of a malformed message, which is kept with its source, and of those behind it', async () => {
    const event = delayEvent();
    await send(
      Buffer.from([0x22, 0xff, 0x22]),
      Buffer.from('{"event_id":'),
      { ...delayEvent('broken-2'), event_type: 'UFO' },
      Buffer.from(JSON.stringify(event)),
    );
    await waitForEvents(operations, [event.event_id]);
    const { deadLetters } = await operations.deadLetters();
    expect(deadLetters.slice(0, 3).map(({ source, reason }) => [source, reason])).toEqual([
      ['rabbitmq', expect.stringContaining('event_type: must be one of')],
      ['rabbitmq', 'body: not valid JSON'],
      ['rabbitmq', 'body: not valid UTF-8'],
    ]);
    await waitUntil('the queue is empty', async () => (await depth()) === 0);
  });

  test('keeps an event until it is written down: what a dying instance could not write, the next one takes', async () => {
    const goOn = await stallWrites(database);
    const event = delayEvent();
    await send(event);
    await waitUntil('the instance has it', async () => (await depth()) === 0);
    await operations.close();
    await goOn();
    expect(await depth()).toBe(1);
    operations = await start();
    await waitForEvents(operations, [event.event_id], 30_000);
  }, 60_000);

  test('loses and doubles nothing while connections to the database are cut and the broker is ended', async () => {
    const events = Array.from({ length: 100 }, () => delayEvent());
    const sending = send(...events.slice(0, 50));
    const ids = events.map(({ event_id }) => event_id);
    await cutConnections(operations, ids.slice(0, 50));
    await sending;
    // The broker's disk outlives it; what was not acknowledged comes again.
    await server.stop();
    await server.start();
    await client.onConnect(30_000);
    await send(...events.slice(50));
    await waitForEvents(operations, ids, 30_000);
    await waitUntil('the queue is empty', async () => (await depth()) === 0);
  }, 120_000);

  test('gets every event by its type, in the order of its flight, and after an outage, without a dead letter', async () => {
    const booking = await startOtherService(operations.redis, 'flights');
    const seen: { routingKey: string; id: string; version: number | undefined }[] = [];
    const consumer = client.createConsumer(
      {
        queue: 'a-listener',
        queueOptions: { durable: true },
        exchanges: [{ exchange: eventsExchange, type: 'topic', durable: true }],
        queueBindings: [{ exchange: eventsExchange, routingKey: 'flight.#' }],
        concurrency: 1,
      },
      async ({ routingKey, messageId, contentType, body }: AsyncMessage) => {
        expect(contentType).toBe('application/cloudevents+json');
        const { flightversion } = JSON.parse(String(body)) as AirsideEvent;
        seen.push({ routingKey, id: messageId ?? '', version: flightversion });
      },
    );
    consumer.on('error', () => undefined);
    await waitUntil('the listener listens', () => consumer.queue === 'a-listener');
    const changes = (from: number) => [from, from + 1, from + 2].map((version) => statusChanged('SW5678', version));
    await operations.post(delayEvent());
    await booking.publish(changes(1));
    await waitUntil('they have left', () => seen.some(({ version }) => version === 3), 20_000);
    await server.stop();
    await waitUntil(
      'it is missed',
      async () => (await operations.metric('broker_up', { connection: 'rabbitmq-egress' })) === 0,
    );
    await booking.publish(changes(4));
    await server.start();
    await waitUntil('they have left', () => seen.some(({ version }) => version === 6), 30_000);
    // At least once: a repeat carries the same id.
    const first = seen.filter(({ id }, index) => seen.findIndex((one) => one.id === id) === index);
    expect(first.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
    // Bound to flights only: the event of ours has another type.
    expect(new Set(seen.map(({ routingKey }) => routingKey))).toEqual(new Set(['flight.status_changed']));
    expect(await operations.db.query('select reason from event_dead_letter')).toEqual([]);
    await consumer.close();
    await booking.stop();
  }, 120_000);
});
