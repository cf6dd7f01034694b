import { fileURLToPath } from 'node:url';

/** The SQL of the tables behind this package; a service copies the file as one of its own migrations. */
export const outboxSqlFile = fileURLToPath(new URL('../../sql/outbox.sql', import.meta.url));
