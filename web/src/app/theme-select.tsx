import { useId } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { type Store, useStore } from './store.ts';
import { appTexts } from './texts.ts';
import { type Theme, themes } from './theme.ts';

export function ThemeSelect({ theme }: { theme: Store<Theme> }) {
  const t = useTexts(appTexts);
  const id = useId();
  const value = useStore(theme);
  return (
    <span className="inline-flex items-center gap-2">
      <label htmlFor={id} className="text-soft">
        {t.theme}
      </label>
      <select
        id={id}
        value={value}
        className="min-h-9 rounded-lg border border-line bg-card px-2"
        onChange={(event) => theme.set(themes.find((one) => one === event.target.value) ?? 'system')}
      >
        {themes.map((one) => (
          <option key={one} value={one}>
            {t[one]}
          </option>
        ))}
      </select>
    </span>
  );
}
