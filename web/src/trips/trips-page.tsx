import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { SignedInOnly } from '../session/signed-in-only.tsx';
import { today } from '../time/local-time.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { uiTexts } from '../ui/texts.ts';
import { bookingsQuery } from './calls.ts';
import { splitTrips, type Trip, tripsOf } from './rules.ts';
import { tripTexts } from './texts.ts';
import { TripCard } from './trip-card.tsx';

/** How often flights of one's own are looked at anew while the page is seen, in milliseconds. */
const lookEveryMs = 15_000;

export function TripsPage() {
  const t = useTexts(tripTexts);
  return <SignedInOnly title={t.title}>{({ userId }) => <Trips userId={userId} />}</SignedInOnly>;
}

function Trips({ userId }: { userId: number }) {
  const t = useTexts(tripTexts);
  const ui = useTexts(uiTexts);
  const [shown, setShown] = useState<'upcoming' | 'past'>('upcoming');
  const query = { ...bookingsQuery(useCall(), userId), refetchInterval: lookEveryMs };
  const { data, error, refetch } = useQuery(query);
  const { upcoming, past } = splitTrips(tripsOf(data ?? []), today(new Date()));
  return (
    <>
      <PageHeader title={t.title}>
        <Link to="/trips/find" className={buttonClass('secondary')}>
          {t.find}
        </Link>
      </PageHeader>
      {data === undefined && error === null && <SkeletonList label={ui.loading} />}
      {data === undefined && error !== null && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <Tabs
          label={t.title}
          value={shown}
          onChange={setShown}
          tabs={[
            { name: 'upcoming', label: `${t.upcoming} (${upcoming.length})`, panel: <List trips={upcoming} /> },
            { name: 'past', label: `${t.past} (${past.length})`, panel: <List trips={past} /> },
          ]}
        />
      )}
    </>
  );
}

function List({ trips }: { trips: readonly Trip[] }) {
  const t = useTexts(tripTexts);
  if (trips.length === 0)
    return (
      <EmptyState title={t.none} text={t.noneText}>
        <Link to="/" className={buttonClass()}>
          {t.search}
        </Link>
      </EmptyState>
    );
  return (
    <ul className="grid gap-3">
      {trips.map((trip) => (
        <li key={trip.key}>
          <TripCard trip={trip} />
        </li>
      ))}
    </ul>
  );
}
