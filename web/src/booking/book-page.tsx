import type { Cabin, FlightResource } from '@airside/contracts';
import { useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { profileQuery } from '../session/profile.ts';
import { SignedInOnly } from '../session/signed-in-only.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { BookingFlow } from './booking-flow.tsx';
import { flightQuery } from './calls.ts';
import { nobody } from './party.ts';
import { bookingTexts } from './texts.ts';

const route = getRouteApi('/search/book');

/** From a choice of flights to a receipt. */
export function BookPage() {
  const t = useTexts(bookingTexts);
  const { flights, passengers = 1, cabin = 'economy' } = route.useSearch();
  if (flights === undefined)
    return (
      <>
        <PageHeader title={t.title} />
        <EmptyState title={t.nothingChosen} text={t.nothingChosenText} />
      </>
    );
  const ids = flights.split('-');
  return (
    <SignedInOnly title={t.title}>
      {({ roles }) => (
        <Loaded
          key={flights}
          ids={ids}
          count={passengers}
          cabin={cabin}
          // Staff book for others.
          isMe={roles.every((role) => role === 'passenger')}
        />
      )}
    </SignedInOnly>
  );
}

function Loaded({ ids, count, cabin, isMe }: { ids: readonly string[]; count: number; cabin: Cabin; isMe: boolean }) {
  const t = useTexts(bookingTexts);
  const ui = useTexts(uiTexts);
  const call = useCall();
  const answers = useQueries({ queries: ids.map((id) => flightQuery(call, id)) });
  const { data: profile } = useQuery(profileQuery(call));
  const failed = answers.find(({ error }) => error !== null);
  const flights = answers.flatMap(({ data }): FlightResource[] => (data === undefined ? [] : [data]));

  if (failed !== undefined)
    return (
      <>
        <PageHeader title={t.title} />
        <ProblemState error={failed.error} onRetry={() => void failed.refetch()} />
      </>
    );
  if (flights.length < ids.length || profile === undefined)
    return (
      <>
        <PageHeader title={t.title} />
        <SkeletonList label={ui.loading} rows={3} />
      </>
    );
  const self = { ...nobody, isMe, firstName: profile.firstName ?? '', lastName: profile.lastName ?? '' };
  const party = Array.from({ length: count }, (_, index) => (index === 0 ? self : nobody));
  return <BookingFlow flights={flights} cabin={cabin} initialParty={party} />;
}
