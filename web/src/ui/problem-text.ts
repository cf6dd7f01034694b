import { ApiError } from '../api/api-error.ts';
import type { uiTexts } from './texts.ts';

/** What to tell a person about a failure: the API's own words, or ours where nobody answered. */
export function problemText(error: unknown, t: (typeof uiTexts)['en']): string {
  if (!(error instanceof ApiError)) return t.unexpected;
  return error.status === 0 && error.code === 'NO_CONTACT' ? t.noContact : error.message;
}

export function requestIdOf(error: unknown): string {
  return error instanceof ApiError ? error.requestId : '';
}

/** The faults of a form by the path of each field, such as `passengers.0.lastName`. */
export function fieldFaults(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.fields.map(({ field, message }) => [field, message]));
}
