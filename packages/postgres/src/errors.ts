import { Problem } from '@airside/contracts';

type PgError = { code?: string; message?: string; constraint?: string };

/** SQLSTATE classes and driver messages that say "this connection or server is gone", not "this statement is wrong". */
const lostConnectionStates = /^(08...|57P0[1-5]|53300|57014|25P03|25P04)$/;
const lostConnectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);
const lostConnectionMessages =
  /Connection terminated|Client has encountered a connection error|Query read timeout|timeout exceeded when trying to connect|Client was closed|timeout expired/;
/** The node is a standby now: the primary moved. */
const readOnlyState = '25006';

export function isConnectionLost(error: unknown): boolean {
  const { code, message } = error as PgError;
  if (
    code !== undefined &&
    (lostConnectionStates.test(code) || lostConnectionCodes.has(code) || code === readOnlyState)
  )
    return true;
  return lostConnectionMessages.test(message ?? '');
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

/** A lost connection as the 503 that callers see; every other error as it is. */
export function asProblem(error: unknown): unknown {
  if (error instanceof Problem || !isConnectionLost(error)) return error;
  return new Problem('DATABASE_UNAVAILABLE', { cause: error, retryAfterSeconds: 1 });
}

/** A COMMIT without an answer: nobody knows whether it took effect, and nobody may guess. */
export function outcomeUnknown(cause: unknown): Problem {
  return new Problem('OUTCOME_UNKNOWN', { cause, retryAfterSeconds: 1 });
}
