import { type Static, Type } from 'typebox';
import type { Answer } from './provider.ts';

// What is spoken between the booking service and a payment provider over HTTP; the sandbox speaks the other half, and is spared
// all that a service loads besides: hence nothing of the contracts here.

const closed = { additionalProperties: false };
const Amount = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
const Key = Type.String({ minLength: 1, maxLength: 255 });

export const paths = {
  authorise: '/v1/authorisations',
  capture: '/v1/captures',
  void: '/v1/voids',
  refund: '/v1/refunds',
  ask: '/v1/operations',
} as const;

export const AuthoriseBody = Type.Object(
  {
    amountMinor: Amount,
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
    method: Type.String({ minLength: 1, maxLength: 40 }),
    token: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  },
  closed,
);
export type AuthoriseBody = Static<typeof AuthoriseBody>;
/** Of a capture and of a refund. */
export const MoveBody = Type.Object({ reference: Key, amountMinor: Amount }, closed);
export type MoveBody = Static<typeof MoveBody>;
export const VoidBody = Type.Object({ authoriseKey: Key }, closed);
export type VoidBody = Static<typeof VoidBody>;
export const AskQuery = Type.Object({ key: Key }, closed);
export type AskQuery = Static<typeof AskQuery>;

/** Header that carries the key of a call. */
export const keyHeader = 'idempotency-key';
export const KeyHeaders = Type.Object({ [keyHeader]: Key });

/** Answer to every call: what has become of it. */
export const OperationAnswer = Type.Object({
  state: Type.Enum(['done', 'declined', 'refused', 'pending', 'unheard']),
  reference: Type.Optional(Key),
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** Of a void that is done: whether there was anything to undo. */
  wasAuthorised: Type.Optional(Type.Boolean()),
});
export type OperationAnswer = Static<typeof OperationAnswer>;

/** Body of a notification: something has become of the operation with this key. It says no more, so that nothing has to be believed. */
export const NotificationBody = Type.Object({ key: Key }, closed);

/** Statuses that a door answers before anybody has looked at the call. */
const turnedAway = new Set([401, 403, 429]);

/** What an HTTP answer says of a call; `body` is undefined where there was none to be understood. */
export function readAnswer(status: number, body: OperationAnswer | undefined, isQuestion: boolean): Answer {
  if (body !== undefined && status < 500) return readState(body, isQuestion);
  const reason = `http_${status}`;
  // A server that failed may have done its work before; what is not understood may say anything.
  if (isQuestion || status >= 500 || status < 400) return { kind: 'unknown', reason };
  return turnedAway.has(status) ? { kind: 'notTaken', reason } : { kind: 'refused', reason };
}

function readState({ state, reference, reason = state, wasAuthorised }: OperationAnswer, isQuestion: boolean): Answer {
  const named = reference === undefined ? {} : { reference };
  switch (state) {
    case 'done':
      return { kind: 'done', ...named, ...(wasAuthorised === undefined ? {} : { wasAuthorised }) };
    case 'declined':
      return { kind: 'declined', reason };
    case 'refused':
      return { kind: 'refused', reason, ...named };
    case 'pending':
      return { kind: 'pending' };
    case 'unheard':
      return isQuestion ? { kind: 'unheard' } : { kind: 'unknown', reason };
  }
}

/** Errors before anything was sent. */
const neverSent = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'EOPENBREAKER',
]);

/** What a call without an answer means: safe where nothing was sent, else nobody knows. */
export function readFailure(error: unknown): Answer {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && neverSent.has(code)) return { kind: 'notTaken', reason: code };
  if (name === 'TimeoutError') return { kind: 'unknown', reason: 'no_answer_in_time' };
  return { kind: 'unknown', reason: typeof code === 'string' ? code : 'connection_lost' };
}
