import type { Logger } from '@airside/service';
import { Kafka, logLevel } from 'kafkajs';

/** A client that gives up soon: trying again, with pauses, is `keepConnected`'s work. */
export function createKafka(brokers: readonly string[], clientId: string, logger: Logger): Kafka {
  return new Kafka({
    clientId,
    brokers: [...brokers],
    connectionTimeout: 1000,
    authenticationTimeout: 1000,
    requestTimeout: 3000,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1000 },
    logLevel: logLevel.WARN,
    // What matters of it is told once by `createBrokerLog`.
    logCreator:
      () =>
      ({ namespace, log: { message, error } }) =>
        logger.debug({ namespace, error: String(error) }, `kafkajs: ${message}`),
  });
}
