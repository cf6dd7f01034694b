import { createContext, use } from 'react';
import type { TellRefusal } from '../refusals/load.ts';
import type { Language, Texts, Words } from './languages.ts';

export type LanguageChoice = {
  language: Language;
  choose(language: Language): void;
  /** Puts what the API refuses into that language, once the texts for it are here. */
  tellRefusal?: TellRefusal | undefined;
};

export const LanguageContext = createContext<LanguageChoice>({ language: 'en', choose: () => undefined });

export function useLanguage(): LanguageChoice {
  return use(LanguageContext);
}

/** The texts of a part of the app in the language of whoever reads. */
export function useTexts<W extends Words>(texts: Texts<W>): W {
  return texts[use(LanguageContext).language];
}
