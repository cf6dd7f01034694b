import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTexts } from '../i18n/use-texts.ts';
import { StaffOnly } from '../session/staff-only.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { DeadLetters } from './dead-letters.tsx';
import { Executions } from './executions.tsx';
import { Flights } from './flights.tsx';
import { Ledger } from './ledger.tsx';
import { RulesPart } from './rules-part.tsx';
import { type Part, parts } from './address.ts';
import { SimulatorPart } from './simulator-part.tsx';
import { deskTexts } from './texts.ts';

const deskRoute = getRouteApi('/desk');

/** Where an operator runs a day. */
export function DeskPage() {
  const t = useTexts(deskTexts);
  return (
    <StaffOnly title={t.title} roles={['ops', 'admin']}>
      {({ roles }) => <Desk isAdmin={roles.includes('admin')} />}
    </StaffOnly>
  );
}

function Desk({ isAdmin }: { isAdmin: boolean }) {
  const t = useTexts(deskTexts);
  const navigate = useNavigate();
  const { part = 'flights', flight } = deskRoute.useSearch();
  const shown: Readonly<Record<Part, React.ReactNode>> = {
    flights: <Flights flight={flight} />,
    executions: <Executions flight={flight} />,
    notifications: <Ledger flight={flight} />,
    rules: <RulesPart />,
    'dead-letters': <DeadLetters />,
    simulator: <SimulatorPart />,
  };
  const tabs = parts
    .filter((name) => name !== 'simulator' || isAdmin)
    .map((name) => ({ name, label: t[name], panel: name === part ? shown[name] : null }));
  return (
    <>
      <PageHeader title={t.title} lead={t.lead} />
      <Tabs
        label={t.title}
        tabs={tabs}
        value={part}
        onChange={(name) =>
          void navigate({ to: '/desk', search: { part: name, ...(flight === undefined ? {} : { flight }) } })
        }
      />
    </>
  );
}
