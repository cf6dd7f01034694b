export * from './debian.ts';
export * from './kafka-server.ts';
export * from './rabbitmq-server.ts';
export * from './silent-logger.ts';
export * from './test-database.ts';
export * from './test-redis.ts';
export * from './test-tokens.ts';
export * from './wait-until.ts';
export type { TestServers } from './global-setup.ts';
