import { Link, useNavigate } from '@tanstack/react-router';
import { useTexts } from '../i18n/use-texts.ts';
import { Card } from '../ui/card.tsx';
import { SelectField } from '../ui/field.tsx';
import { readSearch, type SearchParams, sorts } from './rules.ts';
import { resultTexts } from './result-texts.ts';

const prices = [100, 200, 300, 500, 800, 1200];

/** What to leave out and in which order; the address holds it, so that it can be kept and sent. */
export function Filters({ search, airlines }: { search: SearchParams; airlines: readonly string[] }) {
  const t = useTexts(resultTexts);
  const navigate = useNavigate();
  const sortTexts = { price: t.sortPrice, duration: t.sortDuration, departure: t.sortDeparture };
  const isFiltered = [search.stops, search.airline, search.maxPrice].some((value) => value !== undefined);

  function change(values: Record<string, unknown>): void {
    void navigate({
      to: '/search',
      search: readSearch({ ...search, page: undefined, ...values }),
      replace: true,
      resetScroll: false,
    });
  }

  const { stops: _stops, airline: _airline, maxPrice: _maxPrice, page: _page, ...plain } = search;
  return (
    <Card className="p-5 lg:sticky lg:top-20">
      <h2 className="mb-4 font-semibold">{t.filters}</h2>
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-1">
        <SelectField
          label={t.sort}
          value={search.sort ?? 'price'}
          onChange={(event) => change({ sort: event.target.value })}
        >
          {sorts.map((sort) => (
            <option key={sort} value={sort}>
              {sortTexts[sort]}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t.stops}
          value={search.stops ?? ''}
          onChange={(event) => change({ stops: event.target.value === '' ? undefined : Number(event.target.value) })}
        >
          <option value="">{t.stopsAny}</option>
          <option value="0">{t.stopsDirect}</option>
          <option value="1">{t.stopsOne}</option>
        </SelectField>
        <SelectField
          label={t.airline}
          value={search.airline ?? ''}
          onChange={(event) => change({ airline: event.target.value })}
        >
          <option value="">{t.airlineAny}</option>
          {airlines.map((airline) => (
            <option key={airline}>{airline}</option>
          ))}
        </SelectField>
        <SelectField
          label={t.maxPrice}
          value={search.maxPrice ?? ''}
          onChange={(event) => change({ maxPrice: Number(event.target.value) })}
        >
          <option value="">{t.none}</option>
          {[...new Set([...prices, ...(search.maxPrice === undefined ? [] : [search.maxPrice])])]
            .sort((one, two) => one - two)
            .map((price) => (
              <option key={price}>{price}</option>
            ))}
        </SelectField>
      </div>
      {isFiltered && (
        <Link to="/search" search={plain} className="mt-4 inline-block text-accent hover:underline">
          {t.clear}
        </Link>
      )}
    </Card>
  );
}
