import { createContext, use } from 'react';
import type { Language, Texts, Words } from './languages.ts';

export type LanguageChoice = { language: Language; choose(language: Language): void };

export const LanguageContext = createContext<LanguageChoice>({ language: 'en', choose: () => undefined });

export function useLanguage(): LanguageChoice {
  return use(LanguageContext);
}

/** The texts of a part of the app in the language of whoever reads. */
export function useTexts<W extends Words>(texts: Texts<W>): W {
  return texts[use(LanguageContext).language];
}
