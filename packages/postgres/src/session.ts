import { AsyncLocalStorage } from 'node:async_hooks';
import type { Lsn } from './lsn.ts';
import type { Patience } from './patience.ts';

/** What one caller has seen of a cluster; a request of his, as a rule. */
export type ReadSession = {
  /** Everything up to here must be in what he reads; undefined where he has told nothing. */
  after: Lsn | undefined;
  /** Whether he has written since: only the primary is sure to have it. */
  hasWritten: boolean;
  /** Since it had to wait for a primary or a standby for the first time. */
  patience?: Patience;
};

export function createReadSession(after?: Lsn): ReadSession {
  return { after, hasWritten: false };
}

/** Sessions of one cluster: which one a query belongs to is known without passing it along. */
export type ReadSessions = {
  run<T>(session: ReadSession, work: () => T): T;
  current(): ReadSession | undefined;
};

export function createReadSessions(): ReadSessions {
  const sessions = new AsyncLocalStorage<ReadSession>();
  return { run: (session, work) => sessions.run(session, work), current: () => sessions.getStore() };
}
