import { useQuery } from '@tanstack/react-query';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { SignedInOnly } from '../session/signed-in-only.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { preferencesQuery } from './calls.ts';
import { PreferencesForm } from './preferences-form.tsx';
import { PushPanel } from './push-panel.tsx';
import { preferenceTexts } from './texts.ts';

export function PreferencesPage() {
  const t = useTexts(preferenceTexts);
  return (
    <SignedInOnly title={t.title}>
      {() => (
        <div className="mx-auto max-w-3xl">
          <PageHeader title={t.title} lead={t.lead} />
          <div className="grid gap-6">
            <Loaded />
            <PushPanel />
          </div>
        </div>
      )}
    </SignedInOnly>
  );
}

function Loaded() {
  const ui = useTexts(uiTexts);
  const { data, error, refetch } = useQuery(preferencesQuery(useCall()));
  if (data !== undefined) return <PreferencesForm initial={data} />;
  if (error !== null) return <ProblemState error={error} onRetry={() => void refetch()} />;
  return <SkeletonList label={ui.loading} rows={2} rowClass="h-48" />;
}
