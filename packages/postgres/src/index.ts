export * from './cluster.ts';
export type { Db } from './db.ts';
export { isRetryable, uniqueViolation } from './errors.ts';
export * from './lsn.ts';
export * from './migrate.ts';
export type { NodeView } from './rules.ts';
export { createReadSession, type ReadSession } from './session.ts';
