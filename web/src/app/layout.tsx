import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { LanguageSelect } from './language-select.tsx';
import { SiteHeader } from './site-header.tsx';
import type { Store } from './store.ts';
import { appTexts } from './texts.ts';
import type { Theme } from './theme.ts';
import { ThemeSelect } from './theme-select.tsx';

/** What every page stands in. */
export function Layout({ theme, children }: { theme: Store<Theme>; children: ReactNode }) {
  const t = useTexts(appTexts);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="fixed top-2 left-2 z-60 -translate-y-20 rounded-lg bg-accent px-4 py-2 text-on-accent focus:translate-y-0"
      >
        {t.skip}
      </a>
      <SiteHeader />
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-6xl grow px-4 py-8 outline-none sm:px-6">
        {children}
      </main>
      <footer className="no-print border-t border-line text-sm">
        <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 gap-y-3 px-4 py-5 sm:px-6">
          <p className="grow text-soft">
            <Link to="/" className="font-medium text-ink">
              Airside
            </Link>
            {' · '}
            {t.tagline}
            {' · '}
            <a href="/docs" className="text-accent underline underline-offset-2">
              {t.api}
            </a>
          </p>
          <LanguageSelect />
          <ThemeSelect theme={theme} />
        </div>
      </footer>
    </div>
  );
}
