import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTexts } from '../i18n/use-texts.ts';
import { useCall } from '../app/deps.ts';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { itinerariesQuery } from './calls.ts';
import { DayStep } from './day-step.tsx';
import { Filters } from './filters.tsx';
import { ItineraryCard } from './itinerary-card.tsx';
import { NothingFound } from './nothing-found.tsx';
import { Pages } from './pages.tsx';
import { airlinesOf, itineraryQuery, type SearchParams } from './rules.ts';
import { SearchForm } from './search-form.tsx';
import { resultTexts } from './result-texts.ts';

const route = getRouteApi('/search');

/** Ways to fly, as the address asks for them. */
export function ResultsPage() {
  const t = useTexts(resultTexts);
  const search = route.useSearch();
  const { from = '', to = '', date } = search;
  const isAsked = itineraryQuery(search) !== undefined;
  return (
    <>
      <PageHeader title={isAsked ? t.resultsTitle(from, to) : t.searchFlights}>
        {isAsked && date !== undefined && <DayStep search={{ ...search, date }} />}
      </PageHeader>
      <Card className="mb-6 p-5">
        <SearchForm key={JSON.stringify([from, to, date, search.passengers, search.cabin])} search={search} />
      </Card>
      {isAsked ? <Results search={search} /> : <EmptyState title={t.searchFlights} text={t.searchFirst} />}
    </>
  );
}

function Results({ search }: { search: SearchParams }) {
  const t = useTexts(resultTexts);
  const ui = useTexts(uiTexts);
  const { data, error, refetch, isPlaceholderData } = useQuery(itinerariesQuery(useCall(), itineraryQuery(search)));
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[16rem_1fr]">
      <Filters search={search} airlines={airlinesOf(data?.itineraries ?? [], search.airline)} />
      <section aria-label={t.searchFlights} className="min-w-0" aria-busy={isPlaceholderData}>
        {data === undefined && error === null && <SkeletonList label={ui.loading} rowClass="h-36" />}
        {error !== null && <ProblemState error={error} onRetry={() => void refetch()} />}
        {data !== undefined && error === null && (
          <>
            <p role="status" className="mb-3 text-soft">
              {data.total > 0 && t.found(data.total)}
            </p>
            {data.total === 0 && <NothingFound search={search} />}
            <ul className="grid gap-3">
              {data.itineraries.map((itinerary) => (
                <li key={itinerary.segments.map(({ departureId }) => departureId).join('-')}>
                  <ItineraryCard itinerary={itinerary} search={search} />
                </li>
              ))}
            </ul>
            <Pages search={search} page={data.page} pages={Math.ceil(data.total / data.pageSize)} />
          </>
        )}
      </section>
    </div>
  );
}
