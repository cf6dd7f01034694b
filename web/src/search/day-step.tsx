import { Link } from '@tanstack/react-router';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { addDays, formatDay, today } from '../time/local-time.ts';
import { Icon } from '../ui/icon.tsx';
import type { SearchParams } from './rules.ts';
import { resultTexts } from './result-texts.ts';

const stepClass =
  'grid size-11 place-items-center rounded-lg border border-line bg-card text-soft shadow-card hover:border-edge hover:text-ink';

/** The day of a search, with the days next to it. */
export function DayStep({ search }: { search: SearchParams & { date: string } }) {
  const t = useTexts(resultTexts);
  const { language } = useLanguage();
  const { page: _page, ...rest } = search;
  const to = (days: number) => ({ ...rest, date: addDays(search.date, days) });
  return (
    <div className="flex items-center gap-3">
      {search.date > today(new Date()) && (
        <Link to="/search" search={to(-1)} aria-label={t.previousDay} className={stepClass}>
          <Icon name="arrow" className="size-4 rotate-180" />
        </Link>
      )}
      <span className="font-medium">{formatDay(search.date, language, true)}</span>
      <Link to="/search" search={to(1)} aria-label={t.nextDay} className={stepClass}>
        <Icon name="arrow" className="size-4" />
      </Link>
    </div>
  );
}
