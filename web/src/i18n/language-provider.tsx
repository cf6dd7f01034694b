import type { Profile } from '@airside/contracts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useApp, useSession } from '../app/deps.ts';
import { userOf } from '../session/rules.ts';
import { profileQuery } from '../session/profile.ts';
import { loadRefusals, type TellRefusal } from '../refusals/load.ts';
import { chooseLanguage, isLanguage, type Language } from './languages.ts';
import { LanguageContext } from './use-texts.ts';

const key = 'airside.language';

/** The account's language; without one that which was chosen here, else the browser's. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const { call } = useApp();
  const userId = userOf(useSession());
  const [chosen, setChosen] = useState<Language | undefined>(() => keptLanguage());
  const { data: profile } = useQuery({ ...profileQuery(call), enabled: userId !== undefined });
  const language = languageOf(profile) ?? chosen ?? chooseLanguage(navigator.languages);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const tellRefusal = useRefusals(language);
  const value = useMemo(
    () => ({
      language,
      tellRefusal,
      choose(next: Language) {
        localStorage.setItem(key, next);
        setChosen(next);
      },
    }),
    [language, tellRefusal],
  );
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

/** Not among what a page begins with: until they are here, and without them, people read English. */
function useRefusals(language: Language): TellRefusal | undefined {
  const { data } = useQuery({
    queryKey: ['refusals', language],
    queryFn: () => loadRefusals(language),
    staleTime: 'static',
  });
  return data;
}

function keptLanguage(): Language | undefined {
  const kept = localStorage.getItem(key);
  return isLanguage(kept) ? kept : undefined;
}

function languageOf(profile: Profile | undefined): Language | undefined {
  return isLanguage(profile?.language) ? profile.language : undefined;
}
