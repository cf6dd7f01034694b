import type { FlightResource } from '@airside/contracts';
import { useEffect, useRef, useState } from 'react';
import type { AirportBook } from '../airports/use-airports.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { splitLocal } from '../time/local-time.ts';
import { endOf, expectedOf, isOffSchedule, otherEndOf, type Side } from './rules.ts';
import { boardTexts } from './texts.ts';
import { useFlapText } from './use-flap-text.ts';

/** Changes that come close together are told as one. */
const gatherMs = 1500;

/** What has changed on the board, said once and without haste. */
export function News({
  flight,
  lines,
  side,
  airports,
}: {
  flight: FlightResource | undefined;
  lines: readonly FlightResource[];
  side: Side;
  airports: AirportBook;
}) {
  const t = useTexts(boardTexts);
  const flapText = useFlapText();
  const [said, say] = useState('');
  const gathered = useRef(new Set<number>());

  function wordsOf(changed: FlightResource): string {
    const clock = splitLocal(airports.local(expectedOf(changed, side), endOf(changed, side))).clock;
    const time = isOffSchedule(changed, side) ? clock : '';
    const status = flapText(changed.status);
    return t.news(changed.flight_id, airports.city(otherEndOf(changed, side)), status, time, changed.gate ?? '');
  }

  useEffect(() => {
    if (flight === undefined || !lines.some(({ departure_id }) => departure_id === flight.departure_id)) return;
    gathered.current.add(flight.departure_id);
    const timer = setTimeout(() => {
      say(gathered.current.size > 1 ? t.changed(gathered.current.size) : wordsOf(flight));
      gathered.current.clear();
    }, gatherMs);
    return () => clearTimeout(timer);
    // Only a change is news: neither another language nor another line.
  }, [flight]);

  return (
    <p role="status" className="mt-3 min-h-6 text-sm text-soft">
      {said}
    </p>
  );
}
