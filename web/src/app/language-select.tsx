import { useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { isLanguage, languages } from '../i18n/languages.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { patchProfile, profileQuery } from '../session/profile.ts';
import { userOf } from '../session/rules.ts';
import { useApp, useSession } from './deps.ts';
import { appTexts } from './texts.ts';

/** Changes the language at once; that of the account too, so that its mails follow. */
export function LanguageSelect() {
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const userId = userOf(useSession());
  const { language, choose } = useLanguage();
  const t = useTexts(appTexts);
  const id = useId();

  async function change(next: string): Promise<void> {
    if (!isLanguage(next)) return;
    choose(next);
    if (userId === undefined) return;
    const profile = await patchProfile(call, { language: next });
    cache.setQueryData(profileQuery(call).queryKey, profile);
  }

  return (
    <span className="inline-flex items-center gap-2">
      <label htmlFor={id} className="text-soft">
        {t.language}
      </label>
      <select
        id={id}
        value={language}
        className="min-h-9 rounded-lg border border-line bg-card px-2"
        onChange={(event) => {
          change(event.target.value).catch((error: unknown) => toasts.problem(error));
        }}
      >
        {Object.entries(languages).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
