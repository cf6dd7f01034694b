import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatDay, splitLocal } from '../time/local-time.ts';
import { buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { nextFlightsQuery } from './calls.ts';
import type { SearchParams } from './rules.ts';
import { resultTexts } from './result-texts.ts';

/** Nothing on this day: the next day on which there is something is one press away. */
export function NothingFound({ search }: { search: SearchParams }) {
  const t = useTexts(resultTexts);
  const { language } = useLanguage();
  const { from = '', to = '' } = search;
  const { data } = useQuery(nextFlightsQuery(useCall(), { from, to }));
  const next = data?.flights.find(({ departure }) => splitLocal(departure).day !== search.date);
  return (
    <EmptyState title={t.nothing} text={t.nothingText}>
      {next !== undefined && (
        <Link
          to="/search"
          search={{ from, to, date: splitLocal(next.departure).day }}
          className={buttonClass('secondary')}
        >
          {t.nextFlight(next.flightCode, formatDay(splitLocal(next.departure).day, language))}
        </Link>
      )}
    </EmptyState>
  );
}
