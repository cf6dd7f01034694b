import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useApp, useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { turnOffPush } from '../preferences/push.ts';
import { profileQuery } from '../session/profile.ts';
import { SignedInOnly } from '../session/signed-in-only.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { ClaimPanel } from './claim-panel.tsx';
import { DeletePanel } from './delete-panel.tsx';
import { PasswordPanel } from './password-panel.tsx';
import { ProfilePanel } from './profile-panel.tsx';
import { profileTexts } from './profile-texts.ts';

export function AccountPage() {
  const t = useTexts(profileTexts);
  const { session, toasts } = useApp();

  async function signOut(): Promise<void> {
    // A push that stays on would tell the next person here about the journeys of this one.
    await turnOffPush().catch(() => undefined);
    await session.signOut().catch((error: unknown) => toasts.problem(error));
  }

  return (
    <SignedInOnly title={t.title}>
      {({ username }) => (
        <div className="mx-auto max-w-3xl">
          <PageHeader title={t.title} lead={username}>
            <div className="flex flex-wrap gap-3">
              <Link to="/account/preferences" className={buttonClass('secondary')}>
                {t.preferences}
              </Link>
              <Button look="secondary" onClick={() => void signOut()}>
                {t.signOut}
              </Button>
            </div>
          </PageHeader>
          <Panels />
        </div>
      )}
    </SignedInOnly>
  );
}

function Panels() {
  const ui = useTexts(uiTexts);
  const { data, error, refetch } = useQuery(profileQuery(useCall()));
  if (data === undefined)
    return error === null ? (
      <SkeletonList label={ui.loading} rowClass="h-48" rows={3} />
    ) : (
      <ProblemState error={error} onRetry={() => void refetch()} />
    );
  return (
    <div className="grid gap-6">
      <ProfilePanel profile={data} />
      <PasswordPanel />
      <ClaimPanel />
      <DeletePanel />
    </div>
  );
}
