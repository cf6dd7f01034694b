import { ApiError } from '../api/api-error.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { uiTexts } from './texts.ts';

/** What to tell a person about a failure: what the API has refused, or our own words where nobody answered. */
export function useProblemText(): (error: unknown) => string {
  const t = useTexts(uiTexts);
  const { tellRefusal } = useLanguage();
  return (error) => {
    if (!(error instanceof ApiError)) return t.unexpected;
    if (error.status === 0 && error.code === 'NO_CONTACT') return t.noContact;
    return tellRefusal?.(error) ?? error.message;
  };
}

export function requestIdOf(error: unknown): string {
  return error instanceof ApiError ? error.requestId : '';
}

/** The faults of a form by the path of each field, such as `passengers.0.lastName`. */
export function fieldFaults(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(error.fields.map(({ field, message }) => [field, message]));
}
