import { type AirsideEvent, eventsTopic, operationsQueue } from '@airside/contracts';
import { type KafkaServer, startKafka, type TestDatabase, waitUntil } from '@airside/testing';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Door, makeDoor } from '../../tests/door.ts';
import {
  cutConnections,
  delayEvent,
  makeDatabase,
  stallWrites,
  startOperations,
  type TestOperations,
  waitForEvents,
} from '../../tests/operations.ts';
import { accountDeleted, startOtherService, statusChanged } from '../../tests/other-service.ts';

const first = await startKafka();

describe.skipIf(first === undefined)('Kafka', () => {
  let kafka = first as KafkaServer;
  let door: Door;
  let database: TestDatabase;
  let operations: TestOperations;
  const start = async () => startOperations({ on: database, brokers: { kafka: [door.address] } });

  beforeAll(async () => {
    door = await makeDoor();
    database = await makeDatabase();
    operations = await start();
  });
  afterAll(async () => {
    await operations.close();
    await database.drop();
    await door.close();
    await kafka.stop();
  });

  const client = () => new Kafka({ clientId: 'test', brokers: kafka.brokers, logLevel: logLevel.NOTHING });

  async function produce(...messages: (object | string)[]): Promise<void> {
    const producer = client().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({
      topic: operationsQueue,
      messages: messages.map((message) => ({
        key: 'SW1234',
        value: typeof message === 'string' ? message : JSON.stringify(message),
      })),
    });
    await producer.disconnect();
  }

  /** What has left on the topic of internal events until `isEnough`. */
  async function consumeEvents(isEnough: (ids: string[]) => boolean): Promise<{ key: string; event: AirsideEvent }[]> {
    const seen: { key: string; event: AirsideEvent }[] = [];
    const consumer = client().consumer({ groupId: randomUUID() });
    await consumer.connect();
    await consumer.subscribe({ topic: eventsTopic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        seen.push({
          key: String(message.key),
          event: JSON.parse(String(message.value)) as AirsideEvent,
        });
      },
    });
    await waitUntil('the events have left', () => isEnough(seen.map(({ event }) => event.id)), 30_000);
    await consumer.disconnect();
    return seen;
  }

  test('is not waited for: the service is ready without it, and takes what comes when it is there', async () => {
    expect((await operations.app.inject('/health/ready')).statusCode).toBe(200);
    expect(await operations.metric('broker_up', { connection: 'kafka-ingest' })).toBe(0);
    const event = delayEvent();
    await produce(event);
    await door.open(kafka.brokers[0] ?? '');
    await waitForEvents(operations, [event.event_id], 30_000);
    expect(await operations.metric('broker_up', { connection: 'kafka-ingest' })).toBe(1);
  }, 60_000);

  test('gives each event once, in order, also where HTTP has given it already', async () => {
    const [here, ...others] = Array.from({ length: 30 }, (_none, minutes) => delayEvent(randomUUID(), minutes));
    await operations.post(here);
    await produce(here ?? {}, ...others, here ?? {}, ...others);
    const ids = [here, ...others].map((event) => event?.event_id ?? '');
    await waitForEvents(operations, ids);
    const repeated = { source: 'kafka', type: 'FLIGHT_DELAY', outcome: 'repeated' };
    await waitUntil(
      'all are seen',
      async () => (await operations.metric('operation_events_received_total', repeated)) >= 31,
    );
    const order = (await operations.published()).map(({ causedby }) => causedby ?? '').filter((id) => ids.includes(id));
    expect(order).toEqual(ids);
  });

  test('is rid of a malformed message, which is kept with its source, and of those behind it', async () => {
    const event = delayEvent();
    await produce('{"event_id":', { ...delayEvent('broken-1'), event_type: 'UFO' }, event);
    await waitForEvents(operations, [event.event_id]);
    const { deadLetters } = await operations.deadLetters();
    expect(deadLetters.slice(0, 2)).toEqual([
      expect.objectContaining({
        eventId: 'broken-1',
        source: 'kafka',
        reason: expect.stringContaining('event_type') as unknown,
      }),
      expect.objectContaining({
        eventId: null,
        source: 'kafka',
        reason: 'body: not valid JSON',
        event: { text: '{"event_id":' },
      }),
    ]);
  });

  test('keeps an event until it is written down: what a dying instance could not write, the next one takes', async () => {
    const goOn = await stallWrites(database);
    const event = delayEvent();
    await produce(event);
    await waitUntil(
      'the lag is seen',
      async () => (await operations.metric('ingest_kafka_lag', { partition: await usedPartition() })) === 1,
      30_000,
    );
    await operations.close();
    await goOn();
    const isThere = 'select 1 from received_event where event_id = $1';
    expect(await database.cluster.writer.query(isThere, [event.event_id])).toEqual([]);
    operations = await start();
    await waitForEvents(operations, [event.event_id], 30_000);
  }, 60_000);

  /** The one partition that has messages: all have the same key. */
  async function usedPartition(): Promise<string> {
    const admin = client().admin();
    await admin.connect();
    const offsets = await admin.fetchTopicOffsets(operationsQueue);
    await admin.disconnect();
    return String(offsets.find(({ high }) => Number(high) > 0)?.partition);
  }

  test('loses and doubles nothing while connections to the database are cut', async () => {
    const events = Array.from({ length: 100 }, () => delayEvent());
    await produce(...events);
    const ids = events.map(({ event_id }) => event_id);
    await cutConnections(operations, ids);
    await waitForEvents(operations, ids, 30_000);
  }, 60_000);

  test('gets every event of every stream by flight, in its order, and after an outage, without a dead letter', async () => {
    const booking = await startOtherService(operations.redis, 'flights');
    const user = await startOtherService(operations.redis, 'accounts');
    const changes = (from: number) => [from, from + 1, from + 2].map((version) => statusChanged('SW5678', version));
    await booking.publish(changes(1));
    await user.publish([accountDeleted(12)]);
    const event = delayEvent();
    await operations.post(event);
    const ours = `operation.received:${event.event_id}`;
    const seen = await consumeEvents((ids) => ['SW5678-3', 'deleted-12', ours].every((id) => ids.includes(id)));
    expect(seen.find(({ event: { id } }) => id === ours)).toMatchObject({
      key: 'SW1234',
      event: { type: 'operation.received' },
    });
    expect(seen.find(({ event: { id } }) => id === 'deleted-12')?.key).toBe('account/12');
    const versions = seen.filter(({ key }) => key === 'SW5678').map(({ event: { flightversion } }) => flightversion);
    expect(versions).toEqual([1, 2, 3]);

    // The cluster is gone with all that it had; another one comes in its place.
    await Promise.all([door.close(), kafka.stop()]);
    await waitUntil(
      'it is missed',
      async () => (await operations.metric('broker_up', { connection: 'kafka-ingest' })) === 0,
      30_000,
    );
    await booking.publish(changes(4));
    kafka = (await startKafka()) as KafkaServer;
    await door.open(kafka.brokers[0] ?? '');
    const later = await consumeEvents((ids) => ids.includes('SW5678-6'));
    expect(later.filter(({ key }) => key === 'SW5678').map(({ event: { flightversion } }) => flightversion)).toEqual([
      4, 5, 6,
    ]);
    expect(await operations.db.query('select reason from event_dead_letter')).toEqual([]);
    await Promise.all([booking.stop(), user.stop()]);
  }, 120_000);
});
