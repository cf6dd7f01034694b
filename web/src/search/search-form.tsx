import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { AirportField } from '../airports/airport-field.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { addDays, today } from '../time/local-time.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { focusFirstFault } from '../ui/form-values.ts';
import { Icon } from '../ui/icon.tsx';
import { mostPassengers, type SearchFault, type SearchParams, searchFaults } from './rules.ts';
import { searchTexts } from './texts.ts';

/** Where, when and how many. A search leads to its own address. */
export function SearchForm({ search }: { search: SearchParams }) {
  const t = useTexts(searchTexts);
  const navigate = useNavigate();
  const now = today(new Date());
  const [from, setFrom] = useState(search.from ?? '');
  const [to, setTo] = useState(search.to ?? '');
  const [date, setDate] = useState(search.date ?? addDays(now, 1));
  const [passengers, setPassengers] = useState(search.passengers ?? 1);
  const [isBusiness, setBusiness] = useState(search.cabin === 'business');
  const [faults, setFaults] = useState<readonly SearchFault[]>([]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const found = searchFaults({ from, to, date }, now);
    setFaults(found);
    if (found.length > 0) return focusFirstFault(event.currentTarget);
    void navigate({
      to: '/search',
      search: {
        from: from.trim(),
        to: to.trim(),
        date,
        ...(passengers === 1 ? {} : { passengers }),
        ...(isBusiness ? { cabin: 'business' } : {}),
      },
    });
  }

  const toFault = faults.includes('to') ? t.faultTo : faults.includes('same') ? t.faultSame : undefined;
  return (
    <form
      noValidate
      role="search"
      aria-label={t.searchFlights}
      onSubmit={submit}
      className="grid gap-4 sm:grid-cols-2 lg:grid-cols-12"
    >
      <div className="relative grid gap-4 sm:col-span-2 sm:grid-cols-2 lg:col-span-5">
        <AirportField
          label={t.from}
          value={from}
          onChange={setFrom}
          placeholder={t.placePlaceholder}
          fault={faults.includes('from') ? t.faultFrom : undefined}
        />
        <AirportField label={t.to} value={to} onChange={setTo} placeholder={t.placePlaceholder} fault={toFault} />
        <button
          type="button"
          aria-label={t.swap}
          onClick={() => {
            setFrom(to);
            setTo(from);
          }}
          className="absolute top-[4.6rem] right-3 z-10 grid size-9 place-items-center rounded-full border border-line bg-card text-soft shadow-card hover:text-ink sm:top-[1.95rem] sm:right-[calc(50%-1.125rem)]"
        >
          <Icon name="swap" className="size-4" />
        </button>
      </div>
      <TextField
        label={t.date}
        type="date"
        value={date}
        min={now}
        onChange={(event) => setDate(event.target.value)}
        fault={faults.includes('date') ? t.faultDate : undefined}
        className="lg:col-span-2"
      />
      <div className="grid grid-cols-2 gap-4 lg:col-span-3">
        <SelectField
          label={t.passengers}
          value={passengers}
          onChange={(event) => setPassengers(Number(event.target.value))}
        >
          {Array.from({ length: mostPassengers }, (_, index) => (
            <option key={index}>{index + 1}</option>
          ))}
        </SelectField>
        <SelectField
          label={t.cabin}
          value={isBusiness ? 'business' : 'economy'}
          onChange={(event) => setBusiness(event.target.value === 'business')}
        >
          <option value="economy">{t.economy}</option>
          <option value="business">{t.business}</option>
        </SelectField>
      </div>
      <Button type="submit" className="self-end sm:col-span-2 lg:col-span-2 lg:mt-[1.625rem] lg:self-start">
        {t.search}
      </Button>
    </form>
  );
}
