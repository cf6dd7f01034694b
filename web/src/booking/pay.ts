import { ApiError } from '../api/api-error.ts';

/** Whether a purchase may have gone through all the same, so that it must be asked for again by the same key. */
export function mayRepeat(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

/** Nothing was charged; another card may do. */
export function isDeclined(error: unknown): boolean {
  return error instanceof ApiError && error.status === 402;
}
