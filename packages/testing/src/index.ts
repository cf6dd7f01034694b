export * from './debian.ts';
export type { TestServers } from './global-setup.ts';
export * from './silent-logger.ts';
export * from './test-database.ts';
export * from './test-redis.ts';
export * from './test-tokens.ts';
export * from './wait-until.ts';
