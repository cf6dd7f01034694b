import { type ProblemCode, problems } from './problems.ts';

/** One fault of one field of a request. */
export type FieldFault = {
  /** Dotted path, such as `passengers.0.lastName`; the part of the request (`body`, `query`) where no field can be named. */
  field: string;
  /** What is wrong with it, such as `must be integer`. */
  message: string;
};

export type ProblemDetails = {
  /** Replaces the table's text; only where api.md leaves the text open. */
  message?: string;
  /** Fills `{name}` in the table's text. */
  params?: Record<string, string>;
  /** All faults of the request, for 400. */
  errors?: FieldFault[];
  /** What else the caller needs to go on, such as seats that are free instead; sent beside the text. */
  members?: Record<string, unknown>;
  /** Sent as `Retry-After`, in whole seconds. */
  retryAfterSeconds?: number;
  /** What went wrong underneath; logged, never sent. */
  cause?: unknown;
};

/** A refusal with a code from the table. Thrown anywhere, turned into an answer in one place per process. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly errors: FieldFault[] | undefined;
  readonly members: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    const entry = problems[code];
    const text = details.message ?? entry.message;
    super(fill(text, details.params ?? {}), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = entry.status;
    this.errors = details.errors;
    this.members = details.members;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** A validation problem about one field; the message names it, as in `email: must match format "email"`. */
export function invalidField(field: string, message: string): Problem {
  return invalidFields([{ field, message }]);
}

/** A validation problem about several fields at once. */
export function invalidFields(errors: FieldFault[]): Problem {
  const message = errors.map((fault) => `${fault.field}: ${fault.message}`).join('; ');
  return new Problem('VALIDATION_FAILED', { message, errors });
}

function fill(text: string, params: Record<string, string>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}
