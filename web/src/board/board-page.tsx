import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useAirports } from '../airports/use-airports.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { ContactNow } from '../live/contact-mark.tsx';
import { useNow } from '../time/use-now.ts';
import { classNames } from '../ui/class-names.ts';
import { SelectField } from '../ui/field.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { BoardLines } from './board-lines.tsx';
import { EmptyBoard } from './empty-board.tsx';
import { News } from './news.tsx';
import { linesOf, type Side } from './rules.ts';
import { boardTexts } from './texts.ts';
import { useBoard } from './use-board.ts';

const boardRoute = getRouteApi('/board');

/** Who leaves and who comes, as it hangs in the hall. */
export function BoardPage() {
  const t = useTexts(boardTexts);
  const ui = useTexts(uiTexts);
  const { airport, side = 'departures' } = boardRoute.useSearch();
  const board = useBoard({ airport, side });
  const nowMs = useNow(20_000);
  const lines = linesOf(board.flights.values(), { airport, side, nowMs });
  const places = [...new Set([...board.flights.values()].flatMap(({ origin, destination }) => [origin, destination]))];
  const shown = [...new Set([...lines.flatMap(({ origin, destination }) => [origin, destination]), ...places])];
  const airports = useAirports(shown.slice(0, 200));
  const title = airport === undefined ? t[side] : `${t[side]} · ${airports.city(airport)}`;
  return (
    <>
      <PageHeader title={title} lead={t.localTimes}>
        <ContactNow contact={board.contact} />
      </PageHeader>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-4">
        <Sides side={side} airport={airport} />
        <AirportSelect airport={airport} side={side} codes={shown} cityOf={airports.city} />
      </div>
      {board.error !== null && !board.isLoaded && (
        <ProblemState error={board.error} onRetry={() => void board.refetch()} />
      )}
      {!board.isLoaded && board.error === null && <SkeletonList label={ui.loading} rows={8} rowClass="h-9" />}
      {board.isLoaded && lines.length === 0 && <EmptyBoard />}
      {lines.length > 0 && airports.isLoaded && (
        <BoardLines flights={lines} side={side} airports={airports} caption={title} />
      )}
      <News flight={board.changed} lines={lines} side={side} airports={airports} />
    </>
  );
}

function Sides({ side, airport }: { side: Side; airport: string | undefined }) {
  const t = useTexts(boardTexts);
  return (
    <nav aria-label={t.side} className="inline-flex rounded-lg border border-line bg-card p-1">
      {(['departures', 'arrivals'] as const).map((each) => (
        <Link
          key={each}
          to="/board"
          search={{ ...(airport === undefined ? {} : { airport }), ...(each === 'arrivals' ? { side: each } : {}) }}
          aria-current={each === side ? 'page' : undefined}
          className={classNames(
            'flex min-h-9 items-center rounded-md px-4 text-[0.9375rem] font-medium',
            each === side ? 'bg-tint text-accent-deep' : 'text-soft hover:text-ink',
          )}
        >
          {t[each]}
        </Link>
      ))}
    </nav>
  );
}

function AirportSelect({
  airport = '',
  side,
  codes,
  cityOf,
}: {
  airport: string | undefined;
  side: Side;
  codes: readonly string[];
  cityOf: (iata: string) => string;
}) {
  const t = useTexts(boardTexts);
  const navigate = useNavigate();
  const all = [...new Set([...codes, ...(airport === '' ? [] : [airport])])];
  const sorted = all
    .map((iata) => ({ iata, city: cityOf(iata) }))
    .sort((one, other) => one.city.localeCompare(other.city));
  return (
    <SelectField
      label={t.airport}
      value={airport}
      className="w-60 max-w-full"
      onChange={({ target: { value } }) => {
        const search = { ...(value === '' ? {} : { airport: value }), ...(side === 'arrivals' ? { side } : {}) };
        void navigate({ to: '/board', search });
      }}
    >
      <option value="">{t.allAirports}</option>
      {sorted.map(({ iata, city }) => (
        <option key={iata} value={iata}>{`${city} ${iata}`}</option>
      ))}
    </SelectField>
  );
}
