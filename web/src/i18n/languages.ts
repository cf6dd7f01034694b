import type { NoticeLanguage } from '@airside/contracts';

/** The languages that the app and its messages are written in. */
export type Language = NoticeLanguage;

/** Each by its own name. */
export const languages: Readonly<Record<Language, string>> = {
  en: 'English',
  ro: 'Română',
  de: 'Deutsch',
  es: 'Español',
};

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(languages, value);
}

/** The first of the browser's languages that we speak; English where there is none. */
export function chooseLanguage(wanted: readonly string[]): Language {
  const primary = wanted.map((tag) => tag.slice(0, 2).toLowerCase());
  return primary.find(isLanguage) ?? 'en';
}

export type Words = { readonly [key: string]: string | ((...values: never[]) => string) | Words };

/** Texts of one part of the app. English says which keys there are; a key missing in another language is a type error. */
export type Texts<W extends Words> = Readonly<Record<Language, W>>;

export function defineTexts<W extends Words>(texts: {
  en: W;
  ro: NoInfer<W>;
  de: NoInfer<W>;
  es: NoInfer<W>;
}): Texts<W> {
  return texts;
}
