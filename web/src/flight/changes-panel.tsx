import type { FlightResource } from '@airside/contracts';
import { useQuery } from '@tanstack/react-query';
import type { AirportBook } from '../airports/use-airports.ts';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoment, splitLocal } from '../time/local-time.ts';
import { Panel } from '../ui/card.tsx';
import { useStatusText } from '../ui/flight-status.tsx';
import { reasonTexts } from '../ui/reason-texts.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { changesQuery } from './calls.ts';
import { type ChangeLine, changeLines, timeFields } from './rules.ts';
import { flightTexts } from './texts.ts';

/** What has changed on the flight, the newest first. */
export function ChangesPanel({ flight, airports }: { flight: FlightResource; airports: AirportBook }) {
  const t = useTexts(flightTexts);
  const { language } = useLanguage();
  const fields: Readonly<Record<string, string>> = t.fields;
  const reasons: Readonly<Record<string, string>> = useTexts(reasonTexts);
  const statusText = useStatusText();
  const { data } = useQuery(changesQuery(useCall(), flight.departure_id));

  function show({ field }: ChangeLine, value: ChangeLine['now']): string {
    if (value === null) return '–';
    if (field === 'phase') return statusText(String(value));
    if (field === 'delay_minutes') return `${value} min`;
    if (field === 'delay_reason') return reasons[String(value)] ?? String(value);
    const place = field === 'on_at' || field === 'in_at' ? flight.destination : flight.origin;
    return timeFields.has(field) ? splitLocal(airports.local(String(value), place)).clock : String(value);
  }

  return (
    <Panel title={t.changes}>
      {data === undefined && <Skeleton className="h-24" />}
      {data?.count === 0 && <p className="text-soft">{t.noChanges}</p>}
      <ol className="grid gap-4">
        {data !== undefined &&
          changeLines(data).map((line) => (
            <li key={`${line.version}-${line.field}`} className="border-l-2 border-accent/50 pl-3">
              <p>
                <span className="text-soft">{fields[line.field] ?? line.field}:</span>{' '}
                <s className="text-soft">{show(line, line.old)}</s>{' '}
                <span className="font-semibold">{show(line, line.now)}</span>
              </p>
              <p className="text-sm text-soft">
                <time dateTime={line.at}>{formatMoment(line.at, language)}</time>
              </p>
            </li>
          ))}
      </ol>
    </Panel>
  );
}
