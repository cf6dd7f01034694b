import type { Role } from '@airside/contracts';
import type { ReactNode } from 'react';
import { defineTexts } from '../i18n/languages.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import type { SignedIn } from './rules.ts';
import { SignedInOnly } from './signed-in-only.tsx';

const texts = defineTexts({
  en: { title: 'This page is for staff', text: 'Your account has no role that may see it.' },
  ro: { title: 'Această pagină este pentru personal', text: 'Contul dvs. nu are un rol care o poate vedea.' },
  de: { title: 'Diese Seite ist für das Personal', text: 'Ihr Konto hat keine Rolle, die sie sehen darf.' },
  es: { title: 'Esta página es para el personal', text: 'Su cuenta no tiene un rol que pueda verla.' },
});

/** A page for those with one of the roles. What it shows is guarded by the API; this spares others a page of refusals. */
export function StaffOnly({
  title,
  roles,
  children,
}: {
  title: string;
  roles: readonly Role[];
  children: (session: SignedIn) => ReactNode;
}) {
  const t = useTexts(texts);
  return (
    <SignedInOnly title={title}>
      {(session) =>
        session.roles.some((role) => roles.includes(role)) ? (
          children(session)
        ) : (
          <>
            <PageHeader title={title} />
            <EmptyState title={t.title} text={t.text} />
          </>
        )
      }
    </SignedInOnly>
  );
}
