import { headers, operationsQueue } from '@airside/contracts';
import { type Gauge, type Logger, repeat } from '@airside/service';
import { type AsyncMessage, ConsumerStatus } from 'rabbitmq-client';
import type { BrokerLog } from '../brokers/keep-connected.ts';
import { closeRabbitMq, connectRabbitMq } from '../brokers/rabbitmq.ts';
import type { Ingest } from './ingest.ts';
import { acceptPatiently } from './patience.ts';
import { traceOf } from './routes.ts';

export type FromRabbitMqOptions = {
  url: string;
  instance: string;
  ingest: Ingest;
  logger: Logger;
  log: BrokerLog;
  depth: Gauge;
};

/** Messages that lie here and are not acknowledged yet. */
const prefetchCount = 50;
const depthEverySeconds = 10;

/**
 * Takes operation events from the RabbitMQ queue for as long as it runs, one after the other, for their order counts. A
 * message is acknowledged after it is written down; what is not comes again.
 */
export function consumeRabbitMq(options: FromRabbitMqOptions): { stop(): Promise<void> } {
  const { url, instance, ingest, logger, log, depth } = options;
  const stopped = new AbortController();
  const connection = connectRabbitMq(url, `${instance} ingest`, log);
  const queue = { queue: operationsQueue, durable: true };
  const consumer = connection.createConsumer(
    { queue: operationsQueue, queueOptions: queue, qos: { prefetchCount }, concurrency: 1 },
    async (message) => {
      const arrival = { via: 'rabbitmq' as const, traceparent: traceOf(message.headers?.[headers.traceparent]) };
      const isTaken = await acceptPatiently(ingest, bytesOf(message), arrival, { signal: stopped.signal, logger });
      return isTaken ? ConsumerStatus.ACK : ConsumerStatus.REQUEUE;
    },
  );
  consumer.on('error', (error: unknown) => {
    // While the broker is away, that is all there is to say.
    if (connection.ready) logger.warn({ err: error, queue: operationsQueue }, 'RabbitMQ consumer failed');
  });

  async function measureDepth(): Promise<void> {
    if (!connection.ready) return depth.reset();
    const { messageCount } = await connection.queueDeclare({ ...queue, passive: true });
    depth.set(messageCount);
  }
  const watch = repeat('look at the depth of the RabbitMQ queue', depthEverySeconds, measureDepth, logger);

  return {
    async stop() {
      stopped.abort();
      await watch.stop();
      await closeRabbitMq(connection, consumer);
    },
  };
}

/** The client has parsed JSON and text already, by the content type. */
function bytesOf({ body }: AsyncMessage): Uint8Array {
  const content: unknown = body;
  if (content instanceof Uint8Array) return content;
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
}
