import { headers, operationsQueue } from '@airside/contracts';
import { type Gauge, type Logger, repeat } from '@airside/service';
import type { Admin, Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { type BrokerLog, keepConnected, type Session } from '../brokers/keep-connected.ts';
import { createKafka } from '../brokers/kafka.ts';
import type { Ingest } from './ingest.ts';
import { acceptPatiently } from './patience.ts';
import { traceOf } from './routes.ts';

export type FromKafkaOptions = {
  brokers: readonly string[];
  instance: string;
  ingest: Ingest;
  logger: Logger;
  log: BrokerLog;
  lag: Gauge<'partition'>;
};

const groupId = 'airside-operations';
const lagEverySeconds = 10;

/**
 * Takes operation events from the Kafka topic for as long as it runs; instances share its partitions. An offset is committed
 * after the event is written down, so that a crash repeats messages and loses none.
 */
export function consumeKafka(options: FromKafkaOptions): { stop(): Promise<void> } {
  const { brokers, instance, logger, log } = options;
  const stopped = new AbortController();
  const kafka = createKafka(brokers, instance, logger);

  async function open(): Promise<Session> {
    const consumer = kafka.consumer({
      groupId,
      sessionTimeout: 10_000,
      heartbeatInterval: 2000,
      maxWaitTimeInMs: 1000,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1000, restartOnFailure: async () => false },
    });
    const admin = kafka.admin();
    const close = async () => {
      await Promise.allSettled([consumer.disconnect(), admin.disconnect()]);
    };
    try {
      const crashed = new Promise<never>((_resolve, reject) => {
        consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      });
      crashed.catch(() => undefined);
      await Promise.all([consumer.connect(), admin.connect()]);
      await start(consumer);
      const watch = repeat('look at the lag of Kafka', lagEverySeconds, () => measureLag(admin, options.lag), logger);
      return {
        ended: crashed,
        async close() {
          await watch.stop();
          await close();
          options.lag.reset();
        },
      };
    } catch (error) {
      await close();
      throw error;
    }
  }

  async function start(consumer: Consumer): Promise<void> {
    await consumer.subscribe({ topic: operationsQueue, fromBeginning: true });
    await consumer.run({
      // Only what is resolved is committed, and only what is written down is resolved.
      eachBatchAutoResolve: false,
      eachBatch: (payload) => takeBatch(payload, options, stopped.signal),
    });
  }

  const kept = keepConnected(open, log);
  return {
    async stop() {
      stopped.abort();
      await kept.stop();
    },
  };
}

async function takeBatch(payload: EachBatchPayload, options: FromKafkaOptions, signal: AbortSignal): Promise<void> {
  const { batch, heartbeat, isRunning, isStale, resolveOffset, commitOffsetsIfNecessary } = payload;
  const { ingest, logger } = options;
  for (const message of batch.messages) {
    if (signal.aborted || !isRunning() || isStale()) return;
    const arrival = { via: 'kafka' as const, traceparent: traceOf(headerOf(message, headers.traceparent)) };
    // A message without a value is as broken as one that is no JSON.
    const body = message.value ?? new Uint8Array();
    if (!(await acceptPatiently(ingest, body, arrival, { signal, logger, onWait: heartbeat }))) return;
    resolveOffset(message.offset);
    await heartbeat();
    await commitOffsetsIfNecessary();
  }
}

function headerOf(message: KafkaMessage, name: string): string | undefined {
  const [value] = [message.headers?.[name]].flat();
  return value?.toString();
}

/** Messages that are in the topic and not yet committed, by partition; also where we are stuck. */
async function measureLag(admin: Admin, lag: Gauge<'partition'>): Promise<void> {
  const ends = await admin.fetchTopicOffsets(operationsQueue);
  const [committed] = await admin.fetchOffsets({ groupId, topics: [operationsQueue] });
  for (const { partition, high, low } of ends) {
    const offset = Number(committed?.partitions.find((one) => one.partition === partition)?.offset ?? -1);
    lag.set({ partition: String(partition) }, Number(high) - (offset < 0 ? Number(low) : offset));
  }
}
