import { type RefusalReason, refusalReasons } from './check/refusal.ts';

/** Why a call gave no answer that could be read. */
export const callFailures = [
  'timeout',
  'unreachable',
  'http_auth',
  'http_rate_limited',
  'http_client',
  'http_server',
  'content_type',
  'too_large',
  'not_json',
  'wrong_shape',
  'breaker_open',
  'budget',
  'busy',
  'internal',
] as const;
export type CallFailure = (typeof callFailures)[number];

/** Why the template is used instead: a bounded set, for figures and for the record. */
export type FailureReason = CallFailure | `refused:${RefusalReason}`;
export const failureReasons: readonly FailureReason[] = [
  ...callFailures,
  ...refusalReasons.map((reason) => `refused:${reason}` as const),
];

/** A call that failed. The message says nothing that was sent, so no key. */
export class WriterFailure extends Error {
  readonly reason: CallFailure;

  constructor(reason: CallFailure, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.name = 'WriterFailure';
    this.reason = reason;
  }
}
