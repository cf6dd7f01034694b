import { ApiError } from '../api/api-error.ts';

/** Whether the token of a mail was refused: used, too old, or never ours. */
export function isVoidToken(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.fields.some(({ field }) => field === 'token'));
}
