import type { Language } from '../i18n/languages.ts';
import type { ApiError } from '../api/api-error.ts';

/** Puts a refusal into words; undefined where the API's own serve as well. */
export type TellRefusal = (error: ApiError) => string | undefined;

const texts = {
  ro: () => import('./texts-ro.ts'),
  de: () => import('./texts-de.ts'),
  es: () => import('./texts-es.ts'),
};

/** The refusals in a language; the API's own words are English. */
export async function loadRefusals(language: Language): Promise<TellRefusal> {
  if (language === 'en') return () => undefined;
  const [{ refusalTexts }, { refusalText }] = await Promise.all([texts[language](), import('./rules.ts')]);
  return (error) => refusalText(refusalTexts, error);
}
