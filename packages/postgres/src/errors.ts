import { Problem } from '@airside/contracts';

type PgError = { code?: string; severity?: string; message?: string; constraint?: string };

/** SQLSTATE classes and driver messages that say "this connection or server is gone", not "this statement is wrong". */
const lostConnectionStates = /^(08...|57P0[1-5]|53300)$/;
const lostConnectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);
const lostConnectionMessages =
  /Connection terminated|Client has encountered a connection error|Query read timeout|timeout exceeded when trying to connect|Client was closed|timeout expired/;
/** The driver found the connection dead before it sent anything. */
const unsentMessages = /is not queryable/;
/** The server ended the statement or transaction for taking too long, or its disk or memory is full, or the disk fails: it rolled back. */
const rolledBackStates = /^(57014|25P03|25P04|53100|53200|58030)$/;
/** The node is a standby now, or refuses writes because it is about to become one: the primary moves. */
const readOnlyState = '25006';

function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as PgError;
  if (isPanic(error)) return true;
  if (code !== undefined && (lostConnectionStates.test(code) || lostConnectionCodes.has(code))) return true;
  return error instanceof NodeLost || error instanceof CommitHeld || lostConnectionMessages.test(message ?? '');
}

/**
 * A server that is stopped in order ends a connection with FATAL 57P01 where it looks for interrupts. Between the commit of
 * a statement sent by the extended protocol and its answer it does not look, so such a statement was rolled back. (A
 * connection that ends while its commit waits for a standby gets a warning and no error.) Nothing of the sort holds for
 * COMMIT, which is sent by the simple protocol and may be followed by a log line.
 */
function wasTurnedAway(error: unknown): boolean {
  const { code, severity } = error as PgError;
  return code === '57P01' && severity === 'FATAL';
}

/**
 * The server went down with these words, and recovers. A full disk does it too, where the log cannot be written: the record of
 * a commit may have got there or not.
 */
const isPanic = (error: unknown) => (error as PgError).severity === 'PANIC';

/** The node was given up while it was asked: it has been silent for too long, or another one is the primary now. */
export class NodeLost extends Error {
  constructor(node: string) {
    super(`${node} was given up`);
    this.name = 'NodeLost';
  }
}

/** No standby answers any more: a commit that waits for one would wait on. */
export class CommitHeld extends Error {
  constructor() {
    super('no standby is there to confirm a commit');
    this.name = 'CommitHeld';
  }
}

/** An answer that did not come because it waits for a standby, on a server that lives: to ask again would be to wait again. */
export function isHeld(error: unknown): boolean {
  return error instanceof CommitHeld || (error as PgError).message === 'Query read timeout';
}

/**
 * What became of a statement that failed. `notDone`: it had no effect, and another node may be asked. `unknown`: it was sent
 * and not answered; perhaps it took effect. `rolledBack`: the server ended it and rolled it
 * back. `failed`: it was answered; the error is about the statement itself.
 */
export type Failure = 'notDone' | 'unknown' | 'rolledBack' | 'failed';

export function classify(error: unknown, phase: 'connecting' | 'running' | 'committing'): Failure {
  const { code, message } = error as PgError;
  if (code === readOnlyState) return 'notDone';
  if (phase === 'running' && wasTurnedAway(error)) return 'notDone';
  if (code !== undefined && rolledBackStates.test(code) && !isPanic(error)) return 'rolledBack';
  if (!isConnectionLost(error)) return 'failed';
  return phase === 'connecting' || unsentMessages.test(message ?? '') ? 'notDone' : 'unknown';
}

/** Name of the violated constraint when `error` is a unique violation, else undefined. */
export function uniqueViolation(error: unknown): string | undefined {
  const { code, constraint } = error as PgError;
  return code === '23505' ? (constraint ?? '') : undefined;
}

/** A serialization failure or deadlock: the same transaction may be run again. */
export function isRetryable(error: unknown): boolean {
  const { code } = error as PgError;
  return code === '40001' || code === '40P01';
}

/** 503: nothing was done, or what was begun is rolled back. */
export function unavailable(cause: unknown): Problem {
  return new Problem('DATABASE_UNAVAILABLE', { cause, retryAfterSeconds: 1 });
}

/** 503: sent and not answered. Nobody knows whether it took effect, and nobody may guess. */
export function outcomeUnknown(cause: unknown): Problem {
  return new Problem('OUTCOME_UNKNOWN', { cause, retryAfterSeconds: 1 });
}
