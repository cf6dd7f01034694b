import type { Itinerary } from '@airside/contracts';
import { Link } from '@tanstack/react-router';
import { useAirports } from '../airports/use-airports.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { dayMark, formatDuration, formatMoney, splitLocal } from '../time/local-time.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { FlightStatus } from '../ui/flight-status.tsx';
import { ItineraryDetails } from './itinerary-details.tsx';
import { RouteLine } from './route-line.tsx';
import { departuresText, type SearchParams } from './rules.ts';
import { resultTexts } from './result-texts.ts';

/** Few enough to say so. */
const fewSeats = 9;

export function ItineraryCard({ itinerary, search }: { itinerary: Itinerary; search: SearchParams }) {
  const t = useTexts(resultTexts);
  const { language } = useLanguage();
  const { segments } = itinerary;
  const [first] = segments;
  const last = segments.at(-1);
  const airports = useAirports(segments.flatMap(({ from, to }) => [from, to]));
  if (first === undefined || last === undefined) return null;

  const codes = segments.map(({ flightCode }) => flightCode).join(' + ');
  const price = formatMoney(itinerary.priceMinor, itinerary.currency, language);
  const unusual = segments.find(({ delayMinutes, status }) => delayMinutes !== 0 || status !== 'On Time');
  return (
    <Card className="p-4 transition-colors hover:border-edge sm:p-5">
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-[1fr_auto]">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-soft">
            <span className="font-medium text-ink">{codes}</span>
            <span>{[...new Set(segments.map(({ airline }) => airline))].join(', ')}</span>
            {unusual !== undefined && <FlightStatus status={unusual.status} />}
          </p>
          <div className="mt-3 grid grid-cols-[auto_1fr_auto] items-center gap-3 sm:gap-5">
            <Place clock={splitLocal(first.departure).clock} iata={first.from} city={airports.city(first.from)} />
            <RouteLine
              stops={segments.slice(1).map(({ from }) => from)}
              label={formatDuration(itinerary.durationMinutes)}
              below={itinerary.stops === 0 ? t.direct : t.stopCount(itinerary.stops)}
            />
            <Place
              clock={splitLocal(last.arrival).clock}
              mark={dayMark(first.departure, last.arrival)}
              iata={last.to}
              city={airports.city(last.to)}
              isEnd
            />
          </div>
        </div>
        <div className="flex items-center justify-between gap-4 border-t border-line pt-4 sm:flex-col sm:items-end sm:justify-center sm:border-t-0 sm:border-l sm:pt-0 sm:pl-6">
          <p className="sm:text-right">
            <span className="block text-xl font-semibold">{price}</span>
            <span className="text-sm text-soft">
              {itinerary.seatsLeft <= fewSeats ? (
                <span className="font-medium text-warn">{t.seatsLeft(itinerary.seatsLeft)}</span>
              ) : (
                t.perPerson
              )}
            </span>
          </p>
          <Link
            to="/search/book"
            search={{
              flights: departuresText(itinerary),
              ...(search.passengers === undefined ? {} : { passengers: search.passengers }),
              ...(search.cabin === undefined ? {} : { cabin: search.cabin }),
            }}
            className={buttonClass()}
            aria-label={t.chooseFlight(codes, price)}
          >
            {t.choose}
          </Link>
        </div>
      </div>
      <ItineraryDetails itinerary={itinerary} city={airports.city} />
    </Card>
  );
}

function Place({
  clock,
  mark = '',
  iata,
  city,
  isEnd = false,
}: {
  clock: string;
  mark?: string;
  iata: string;
  city: string;
  isEnd?: boolean;
}) {
  return (
    <div className={isEnd ? 'text-right' : undefined}>
      <p className="text-2xl leading-tight font-semibold tracking-tight">
        {clock}
        {mark !== '' && <sup className="ml-0.5 text-xs font-medium text-warn">{mark}</sup>}
      </p>
      <p className="text-sm text-soft">
        <span className="font-medium text-ink">{iata}</span> <span className="hidden sm:inline">{city}</span>
      </p>
    </div>
  );
}
