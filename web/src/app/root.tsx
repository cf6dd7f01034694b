import { createRootRouteWithContext, Link, Outlet } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { userOf } from '../session/rules.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { useSession } from './deps.ts';
import { Layout } from './layout.tsx';
import type { Store } from './store.ts';
import { appTexts } from './texts.ts';
import type { Theme } from './theme.ts';

export const rootRoute = createRootRouteWithContext<{ theme: Store<Theme> }>()({
  component: Root,
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

/** Nothing that a page remembers outlives the person who used it: with another account everything is made anew. */
function Root() {
  const session = useSession();
  const { theme } = rootRoute.useRouteContext();
  return (
    <Layout theme={theme}>
      {session.kind === 'unreachable' && <Unreachable />}
      {session.kind === 'restoring' && <Waiting />}
      {(session.kind === 'signedIn' || session.kind === 'anonymous') && (
        <Fragment key={userOf(session) ?? 'nobody'}>
          <Outlet />
        </Fragment>
      )}
    </Layout>
  );
}

/** There may be somebody signed in: until that is known, nothing is shown as if nobody were. */
function Unreachable() {
  const t = useTexts(appTexts);
  return (
    <>
      <PageHeader title={t.unreachable} />
      <Notice tone="warn" isSpoken>
        {t.unreachableText}
      </Notice>
    </>
  );
}

export function Waiting() {
  const t = useTexts(uiTexts);
  return <SkeletonList label={t.loading} />;
}

function NotFound() {
  const t = useTexts(appTexts);
  return (
    <>
      <PageHeader title={t.notFound} />
      <EmptyState title={t.notFound} text={t.notFoundText}>
        <Link to="/" className={buttonClass()}>
          {t.home}
        </Link>
      </EmptyState>
    </>
  );
}

export function Failed({ error, reset }: { error: unknown; reset: () => void }) {
  const t = useTexts(appTexts);
  return (
    <>
      <PageHeader title={t.failed} />
      <ProblemState error={error} onRetry={reset} />
    </>
  );
}
