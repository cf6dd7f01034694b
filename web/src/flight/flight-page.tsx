import type { FlightResource } from '@airside/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useAirports } from '../airports/use-airports.ts';
import { useCall, useSession } from '../app/deps.ts';
import { flightQuery } from '../booking/calls.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { ContactMark } from '../live/contact-mark.tsx';
import { userOf } from '../session/rules.ts';
import { formatDay, splitLocal } from '../time/local-time.ts';
import { Card } from '../ui/card.tsx';
import { FlightStatus } from '../ui/flight-status.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { subscriptionsQuery } from './calls.ts';
import { ChangesPanel } from './changes-panel.tsx';
import { FlightFacts } from './flight-facts.tsx';
import { StageLine } from './stage-line.tsx';
import { SubscribeButton } from './subscribe-button.tsx';
import { flightTexts } from './texts.ts';
import { News } from './news.tsx';
import { useFlightUpdates } from './use-flight-updates.ts';

const route = getRouteApi('/flight/$flightId');

/** One departure as it is now, and as it changes. */
export function FlightPage() {
  const t = useTexts(flightTexts);
  const ui = useTexts(uiTexts);
  const { flightId } = route.useParams();
  const { date } = route.useSearch();
  const query = flightQuery(useCall(), flightId, date);
  const { data, error, refetch } = useQuery(query);
  if (data !== undefined) return <Shown flight={data} queryKey={query.queryKey} />;
  return (
    <>
      <PageHeader title={`${t.flight} ${/^[0-9]+$/.test(flightId) ? '' : flightId.toUpperCase()}`.trim()} />
      {error === null ? (
        <SkeletonList label={ui.loading} rows={3} />
      ) : (
        <ProblemState error={error} onRetry={() => void refetch()} />
      )}
    </>
  );
}

function Shown({ flight, queryKey }: { flight: FlightResource; queryKey: ReturnType<typeof flightQuery>['queryKey'] }) {
  const t = useTexts(flightTexts);
  const { language } = useLanguage();
  const userId = userOf(useSession());
  const subscriptions = useQuery({ ...subscriptionsQuery(useCall(), userId ?? 0), enabled: userId !== undefined });
  const isSubscribed = userId !== undefined && subscriptions.data?.includes(flight.flight_id) === true;
  const shown = { code: flight.flight_id, departureId: flight.departure_id, queryKey };
  const { contact, news } = useFlightUpdates(shown, isSubscribed);
  const airports = useAirports(
    [flight.origin, flight.destination, ...(flight.diverted_to ?? '').split(' ')].filter(Boolean),
  );
  const day = splitLocal(airports.local(flight.scheduled_departure, flight.origin)).day;

  return (
    <>
      <PageHeader
        title={`${flight.flight_id} ${airports.city(flight.origin)} – ${airports.city(flight.destination)}`}
        lead={
          <>
            {formatDay(day, language, true)} · {flight.airline} · {flight.aircraft_type}
          </>
        }
      >
        <SubscribeButton code={flight.flight_id} isSubscribed={isSubscribed} />
      </PageHeader>
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
        <Card className="min-w-0 p-5 sm:p-6">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <FlightStatus status={flight.status} />
            {contact !== undefined && <ContactMark contact={contact} />}
          </div>
          <StageLine status={flight.status} />
          <FlightFacts flight={flight} airports={airports} />
          <News heard={news} airports={airports} />
        </Card>
        <ChangesPanel flight={flight} airports={airports} />
      </div>
      <p className="mt-6 max-w-prose text-sm text-soft">{isSubscribed ? t.subscribedNote : t.followNote}</p>
    </>
  );
}
