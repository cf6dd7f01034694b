import type { SystemView } from '@airside/contracts';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { ContactNow } from '../live/contact-mark.tsx';
import { StaffOnly } from '../session/staff-only.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { ActionDialog, type Target } from './action-dialog.tsx';
import { Clusters } from './clusters.tsx';
import { Processes } from './processes.tsx';
import { Topology } from './topology.tsx';
import { Traffic } from './traffic.tsx';
import { systemTexts } from './texts.ts';
import { useSystem } from './use-system.ts';

/** The running system, drawn as it is, and for admins the levers to break it. */
export function SystemPage() {
  const t = useTexts(systemTexts);
  return (
    <StaffOnly title={t.title} roles={['agent', 'ops', 'admin']}>
      {({ roles }) => <System isAdmin={roles.includes('admin')} />}
    </StaffOnly>
  );
}

function System({ isAdmin }: { isAdmin: boolean }) {
  const t = useTexts(systemTexts);
  const ui = useTexts(uiTexts);
  const { view, error, refetch, samples, contact } = useSystem();
  const [target, setTarget] = useState<Target>();
  const onAct = isAdmin ? setTarget : undefined;
  return (
    <>
      <PageHeader title={t.title} lead={isAdmin ? t.leadAdmin : t.lead}>
        <ContactNow contact={contact} />
      </PageHeader>
      {view === undefined && error === null && <SkeletonList label={ui.loading} />}
      {view === undefined && error !== null && <ProblemState error={error} onRetry={() => void refetch()} />}
      {view !== undefined && (
        <div className="grid gap-6">
          <Traffic samples={samples} view={view} />
          <Topology view={view} sample={samples.at(-1)} onAct={onAct} />
          <Data view={view} onAct={onAct} />
        </div>
      )}
      <ActionDialog target={target} view={view} onClose={() => setTarget(undefined)} />
    </>
  );
}

function Data({ view, onAct }: { view: SystemView; onAct: ((target: Target) => void) | undefined }) {
  const t = useTexts(systemTexts);
  const others = view.processes.filter(({ name }) => view.instances.every(({ instance }) => instance !== name));
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Clusters view={view} onAct={onAct} />
      <div className="grid gap-6">
        {view.redis !== null && <Processes title="Redis" processes={view.redis.nodes} onAct={onAct} />}
        {others.length > 0 && <Processes title={t.others} processes={others} onAct={onAct} />}
      </div>
    </div>
  );
}
