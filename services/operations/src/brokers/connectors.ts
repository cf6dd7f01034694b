import { type BusMember, endGroup } from '@airside/events';
import { counter, gauge, type Logger, type Registry } from '@airside/service';
import { egressGroup, egressStreams, type Sender, startEgress } from '../egress/egress.ts';
import type { Ingest } from '../ingest/ingest.ts';
import { createBrokerLog } from './keep-connected.ts';

/** Brokers of the airline; each is optional. */
export type Brokers = {
  /** `host:port` of some of the Kafka brokers. */
  kafka?: readonly string[] | undefined;
  /** `amqp://…` or `amqps://…`. */
  rabbitMqUrl?: string | undefined;
};

export type ConnectorsOptions = {
  brokers: Brokers;
  instance: string;
  ingest: Ingest;
  bus: BusMember;
  logger: Logger;
  registry: Registry;
};

type Running = { stop(): Promise<void> };

/** Operation events in, internal events out, through each broker that is configured. Waits for none of them. */
export async function startConnectors(options: ConnectorsOptions): Promise<Running> {
  const { brokers, bus, logger, registry } = options;
  const up = gauge(registry, 'broker_up', '1 while the connection to a broker stands', ['connection']);
  const sent = counter(registry, 'egress_events_total', 'Events that a broker has confirmed', ['broker']);
  const logOf = (connection: string) => createBrokerLog(connection, { logger, up });
  const egress = (sender: Sender) => startEgress(bus, sender, sent);
  const running: Running[] = [];
  if (brokers.kafka === undefined) endEgressGroups(bus, 'kafka', logger);
  else running.push(...(await startKafka(brokers.kafka, options, { logOf, egress })));
  if (brokers.rabbitMqUrl === undefined) endEgressGroups(bus, 'rabbitmq', logger);
  else running.push(...(await startRabbitMq(brokers.rabbitMqUrl, options, { logOf, egress })));
  return {
    async stop() {
      await Promise.all(running.map((one) => one.stop()));
    },
  };
}

type Around = {
  logOf: (connection: string) => ReturnType<typeof createBrokerLog>;
  egress: (sender: Sender) => Running;
};

// The clients of brokers take some 12 MB each: they are loaded where there is one.

async function startKafka(
  kafka: readonly string[],
  { instance, ingest, logger, registry }: ConnectorsOptions,
  { logOf, egress }: Around,
): Promise<Running[]> {
  const { consumeKafka } = await import('../ingest/from-kafka.ts');
  const { createKafkaSender } = await import('../egress/kafka.ts');
  const lag = gauge(registry, 'ingest_kafka_lag', 'Messages in the topic that are not committed', ['partition']);
  const shared = { brokers: kafka, instance, logger };
  return [
    consumeKafka({ ...shared, ingest, lag, log: logOf('kafka-ingest') }),
    egress(createKafkaSender({ ...shared, log: logOf('kafka-egress') })),
  ];
}

async function startRabbitMq(
  url: string,
  { instance, ingest, logger, registry }: ConnectorsOptions,
  { logOf, egress }: Around,
): Promise<Running[]> {
  const { consumeRabbitMq } = await import('../ingest/from-rabbitmq.ts');
  const { createRabbitMqSender } = await import('../egress/rabbitmq.ts');
  const depth = gauge(registry, 'ingest_rabbitmq_queue_depth', 'Messages in the queue that no consumer has yet');
  return [
    consumeRabbitMq({ url, instance, ingest, depth, logger, log: logOf('rabbitmq-ingest') }),
    egress(createRabbitMqSender({ url, instance, log: logOf('rabbitmq-egress') })),
  ];
}

/** A broker that is no longer configured must not hold back the streams. */
function endEgressGroups(bus: BusMember, broker: Sender['broker'], logger: Logger): void {
  const group = egressGroup(broker);
  Promise.all(egressStreams.map((stream) => endGroup(bus.redis, stream, group))).catch((error: unknown) =>
    logger.warn({ err: error, group }, 'a group without a broker could not be ended; the next start tries again'),
  );
}
