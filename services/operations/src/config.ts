import { databaseConfig, discoveryConfig, processConfig, redisConfig } from '@airside/service';
import { Type } from 'typebox';

export const operationsConfig = Type.Object({
  ...processConfig,
  ...discoveryConfig,
  ...databaseConfig,
  ...redisConfig,
  /** Some of the Kafka brokers; without it there is no Kafka. */
  KAFKA_BROKERS: Type.Optional(Type.Array(Type.String({ pattern: '^[^\\s/]+:[0-9]{1,5}$' }), { minItems: 1 })),
  /** Without it there is no RabbitMQ. */
  RABBITMQ_URL: Type.Optional(Type.String({ pattern: '^amqps?://' })),
});
