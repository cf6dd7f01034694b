import { type Static, Type } from 'typebox';
import type { Problem } from './problem.ts';

/** What every refusal looks like, but for the resource API. */
export const ErrorBody = Type.Object({
  message: Type.String(),
  code: Type.Optional(Type.String()),
  requestId: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  /** Where a seat is taken: free ones near it. */
  alternatives: Type.Optional(Type.Array(Type.String())),
});
export type ErrorBody = Static<typeof ErrorBody>;

/** A refusal of the resource API (api.md §4): exactly this member, but for what helps to go on. */
export const ResourceErrorBody = Type.Object({
  error: Type.String(),
  alternatives: Type.Optional(Type.Array(Type.String())),
});
export type ResourceErrorBody = Static<typeof ResourceErrorBody>;

/** Which of the two shapes a route answers with. */
export type ErrorShape = 'message' | 'resource';

/** The body sent for a problem. */
export function errorBody(problem: Problem, shape: ErrorShape, requestId: string): ErrorBody | ResourceErrorBody {
  if (shape === 'resource') return { error: problem.message, ...problem.members };
  return {
    message: problem.message,
    code: problem.code,
    requestId,
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    ...problem.members,
  };
}
