import type { DatabaseSpec } from '@airside/local-stack';
import { type Static, Type } from 'typebox';

const nodes = Type.Array(Type.String({ pattern: '^postgres' }), { minItems: 1 });
const password = Type.String({ minLength: 16 });

/** What the job that prepares the databases is told: every node of each cluster with a superuser, and a password per role. */
export const databasesConfig = Type.Object({
  USERS_ADMIN_URLS: nodes,
  BOOKING_ADMIN_URLS: nodes,
  WAREHOUSE_ADMIN_URLS: nodes,
  USER_SERVICE_DB_PASSWORD: password,
  NOTIFICATION_SERVICE_DB_PASSWORD: password,
  BOOKING_SERVICE_DB_PASSWORD: password,
  OPERATIONS_SERVICE_DB_PASSWORD: password,
  WAREHOUSE_DB_PASSWORD: password,
  ETL_DB_PASSWORD: password,
});
export type DatabasesConfig = Static<typeof databasesConfig>;

/** Databases and roles as the local stack makes them: a service owns a schema of its own, the ETL may read where it is let. */
export function clustersOf(config: DatabasesConfig): { urls: readonly string[]; database: DatabaseSpec }[] {
  const etl = { name: 'etl', password: config.ETL_DB_PASSWORD };
  return [
    {
      urls: config.USERS_ADMIN_URLS,
      database: {
        name: 'users',
        roles: [
          { name: 'user_service', password: config.USER_SERVICE_DB_PASSWORD },
          { name: 'notification_service', password: config.NOTIFICATION_SERVICE_DB_PASSWORD },
        ],
        readers: [etl],
      },
    },
    {
      urls: config.BOOKING_ADMIN_URLS,
      database: {
        name: 'booking',
        roles: [
          { name: 'booking_service', password: config.BOOKING_SERVICE_DB_PASSWORD },
          { name: 'operations_service', password: config.OPERATIONS_SERVICE_DB_PASSWORD },
        ],
        readers: [etl],
      },
    },
    {
      urls: config.WAREHOUSE_ADMIN_URLS,
      database: { name: 'warehouse', roles: [{ name: 'warehouse', password: config.WAREHOUSE_DB_PASSWORD }] },
    },
  ];
}
