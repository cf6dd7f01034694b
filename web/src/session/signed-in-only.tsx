import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../app/deps.ts';
import { defineTexts } from '../i18n/languages.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import type { SignedIn } from './rules.ts';

const texts = defineTexts({
  en: {
    title: 'Please sign in',
    text: 'This page is about your own journeys.',
    signIn: 'Sign in',
    register: 'Register',
  },
  ro: {
    title: 'Autentificați-vă',
    text: 'Această pagină este despre călătoriile dumneavoastră.',
    signIn: 'Autentificare',
    register: 'Înregistrare',
  },
  de: {
    title: 'Bitte anmelden',
    text: 'Auf dieser Seite geht es um Ihre Reisen.',
    signIn: 'Anmelden',
    register: 'Registrieren',
  },
  es: {
    title: 'Inicie sesión',
    text: 'Esta página trata de sus viajes.',
    signIn: 'Iniciar sesión',
    register: 'Registrarse',
  },
});

/** A page for whoever is signed in; others are shown the way there and back. */
export function SignedInOnly({ title, children }: { title: string; children: (session: SignedIn) => ReactNode }) {
  const session = useSession();
  const t = useTexts(texts);
  const { href } = useLocation();
  if (session.kind === 'signedIn') return children(session);
  return (
    <>
      <PageHeader title={title} />
      <EmptyState title={t.title} text={t.text}>
        <div className="flex flex-wrap justify-center gap-3">
          <Link to="/account/sign-in" search={{ next: href }} className={buttonClass()}>
            {t.signIn}
          </Link>
          <Link to="/account/register" search={{ next: href }} className={buttonClass('secondary')}>
            {t.register}
          </Link>
        </div>
      </EmptyState>
    </>
  );
}
