import type { FieldFault } from '@airside/contracts';

/** A refusal of the API, or no answer at all (`status` 0). */
export class ApiError extends Error {
  readonly status: number;
  /** Of the table of problems; empty where the answer carries none, as in the resource API. */
  readonly code: string;
  /** What is wrong with each field. */
  readonly fields: readonly FieldFault[];
  /** By which the request is found in every log; empty where nothing was reached. */
  readonly requestId: string;
  /** Everything else that the answer holds, such as `alternatives`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(message: string, facts: Omit<ApiError, keyof Error>) {
    super(message);
    this.name = 'ApiError';
    this.status = facts.status;
    this.code = facts.code;
    this.fields = facts.fields;
    this.requestId = facts.requestId;
    this.members = facts.members;
  }
}

/** Reads a refusal in either of the API's two shapes, `{message, code, …}` and `{error}`. */
export function readRefusal(status: number, body: unknown, requestId: string): ApiError {
  const members = isRecord(body) ? body : {};
  const { message, error, code, errors } = members;
  return new ApiError(text(message) ?? text(error) ?? `HTTP ${status}`, {
    status,
    code: text(code) ?? '',
    fields: Array.isArray(errors) ? errors.filter(isFieldFault) : [],
    requestId: text(members['requestId']) ?? requestId,
    members,
  });
}

export function noContact(cause: unknown): ApiError {
  const error = new ApiError('No contact', { status: 0, code: 'NO_CONTACT', fields: [], requestId: '', members: {} });
  error.cause = cause;
  return error;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function isFieldFault(value: unknown): value is FieldFault {
  return isRecord(value) && typeof value['field'] === 'string' && typeof value['message'] === 'string';
}
