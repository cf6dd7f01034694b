import { databaseConfig, discoveryConfig, processConfig, redisConfig } from '@airside/service';
import { Type } from 'typebox';

const nodes = Type.Array(Type.String({ pattern: '^postgres' }), { minItems: 1 });

/** Where the sources are, for a role that may read: a primary, which is asked how far it is, and the replicas that are read. */
const sourceConfig = {
  SOURCE_BOOKING_URLS: nodes,
  SOURCE_USERS_URLS: nodes,
};

/** `DATABASE_URLS` is the warehouse. */
export const etlConfig = Type.Object({
  ...processConfig,
  ...discoveryConfig,
  ...databaseConfig,
  ...redisConfig,
  ...sourceConfig,
  /** Wall time of the nightly load. */
  ETL_TIME: Type.String({ default: '03:30' }),
  /** IANA name of the zone whose clocks count for it. */
  ETL_TIME_ZONE: Type.String({ default: 'UTC' }),
});

/** What a run by hand needs where it is not told of a stack on this machine. */
export const runConfig = Type.Object({ ...databaseConfig, ...sourceConfig });
