import type { Itinerary, ItinerarySegment } from '@airside/contracts';
import { useState } from 'react';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { dayMark, formatDay, formatDuration, splitLocal } from '../time/local-time.ts';
import { FlightStatus } from '../ui/flight-status.tsx';
import { FareConditions } from './fare-conditions.tsx';
import { resultTexts } from './result-texts.ts';

/** Each flight of an itinerary, how long to change between them, and what the fare allows; opened on request. */
export function ItineraryDetails({ itinerary, city }: { itinerary: Itinerary; city: (iata: string) => string }) {
  const t = useTexts(resultTexts);
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="group mt-3 border-t border-line pt-3" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-flex min-h-8 cursor-pointer items-center rounded-md text-sm font-medium text-accent hover:underline">
        {t.details}
      </summary>
      {isOpen && (
        <div className="mt-3 grid gap-6 md:grid-cols-2">
          <ol className="grid content-start gap-4">
            {itinerary.segments.map((segment, index) => (
              <li key={segment.departureId} className="grid gap-4">
                <Segment segment={segment} city={city} />
                {itinerary.connectionMinutes[index] !== undefined && (
                  <p className="rounded-lg bg-sunk px-3 py-2 text-sm text-soft">
                    {t.changeAt(city(segment.to), formatDuration(itinerary.connectionMinutes[index]))}
                  </p>
                )}
              </li>
            ))}
          </ol>
          <FareConditions flightId={String(itinerary.segments[0]?.departureId ?? '')} />
        </div>
      )}
    </details>
  );
}

function Segment({ segment, city }: { segment: ItinerarySegment; city: (iata: string) => string }) {
  const t = useTexts(resultTexts);
  const { language } = useLanguage();
  const departure = splitLocal(segment.departure);
  const arrival = splitLocal(segment.arrival);
  const facts = [
    `${t.aircraft} ${segment.aircraftType}`,
    ...(segment.departureTerminal === null ? [] : [`${t.terminal} ${segment.departureTerminal}`]),
    formatDuration(segment.durationMinutes),
  ];
  return (
    <div className="border-l-2 border-accent/50 pl-4">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <span className="font-semibold">{segment.flightCode}</span>
        <span className="text-soft">{segment.airline}</span>
        <FlightStatus status={segment.status} />
      </p>
      <p className="mt-1.5">
        <span className="font-medium">{departure.clock}</span> {city(segment.from)} ({segment.from})
        <span className="text-soft">, {formatDay(departure.day, language)}</span>
      </p>
      <p>
        <span className="font-medium">{arrival.clock}</span>
        <sup className="text-xs text-warn">{dayMark(segment.departure, segment.arrival)}</sup> {city(segment.to)} (
        {segment.to})
      </p>
      <p className="mt-1 text-sm text-soft">{facts.join(' · ')}</p>
    </div>
  );
}
