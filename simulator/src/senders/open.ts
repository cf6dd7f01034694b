import { Failure } from '../failure.ts';
import type { Client } from '../target/client.ts';
import { createHttpSender } from './http.ts';
import { createKafkaSender } from './kafka.ts';
import { createRabbitMqSender } from './rabbitmq.ts';
import type { Sender, Way } from './sender.ts';

export type SenderOptions = {
  via: Way;
  /** For HTTP. */
  client: Client;
  /** `host:port,host:port`. */
  kafkaBrokers: string | undefined;
  rabbitMqUrl: string | undefined;
};

/** Connects to where events are handed in. Throws Failure where that is not known or does not answer. */
export async function openSender(options: SenderOptions): Promise<Sender> {
  switch (options.via) {
    case 'http':
      return createHttpSender(options.client);
    case 'kafka':
      if (!options.kafkaBrokers) throw new Failure('--via kafka needs --kafka HOST:PORT, or KAFKA_BROKERS.');
      return createKafkaSender(options.kafkaBrokers.split(','));
    case 'rabbitmq':
      if (!options.rabbitMqUrl) throw new Failure('--via rabbitmq needs --rabbitmq amqp://…, or RABBITMQ_URL.');
      return createRabbitMqSender(options.rabbitMqUrl);
  }
}
