import type { Cabin, FlightResource } from '@airside/contracts';
import { useQueries } from '@tanstack/react-query';
import { useAirports } from '../airports/use-airports.ts';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { dayMark, formatDay, formatMoney, splitLocal } from '../time/local-time.ts';
import { Card } from '../ui/card.tsx';
import { seatMapQuery } from './calls.ts';
import type { Progress } from './flow.ts';
import { partyPrice } from './party.ts';
import { bookingTexts } from './texts.ts';

/** What is being bought, and what it costs. */
export function Summary({
  flights,
  cabin,
  progress,
}: {
  flights: readonly FlightResource[];
  cabin: Cabin;
  progress: Progress;
}) {
  const t = useTexts(bookingTexts);
  const { language } = useLanguage();
  const call = useCall();
  const airports = useAirports(flights.flatMap(({ origin, destination }) => [origin, destination]));
  const maps = useQueries({ queries: flights.map(({ departure_id: id }) => seatMapQuery(call, String(id))) });
  const prices = maps.map(({ data }) => (data === undefined ? undefined : partyPrice(data, progress.party, cabin)));
  const currency = prices[0]?.currency;
  const isKnown = prices.every((price) => price !== undefined && price.currency === currency);
  const totalMinor = prices.reduce((sum, price) => sum + (price?.totalMinor ?? 0), 0);

  return (
    <Card className="p-5 lg:sticky lg:top-20">
      <h2 className="font-semibold">{t.yourJourney}</h2>
      <ul className="mt-3 grid gap-4">
        {flights.map((flight, leg) => {
          const departure = airports.local(flight.scheduled_departure, flight.origin);
          const arrival = airports.local(flight.scheduled_arrival, flight.destination);
          return (
            <li key={flight.departure_id} className="border-l-2 border-accent/50 pl-3 text-[0.9375rem]">
              <p className="text-sm text-soft">
                {flight.flight_id} · {flight.airline}
              </p>
              <p className="font-medium">
                {airports.city(flight.origin)} – {airports.city(flight.destination)}
              </p>
              <p className="text-soft">
                {formatDay(splitLocal(departure).day, language)}, {splitLocal(departure).clock} –{' '}
                {splitLocal(arrival).clock}
                <sup className="text-warn">{dayMark(departure, arrival)}</sup>
              </p>
              {progress.holds[leg] !== undefined && (
                <p className="mt-0.5 font-medium">{t.seatsHeld(progress.holds[leg].seats.join(', '))}</p>
              )}
              {progress.paid[leg] !== undefined && (
                <p className="mt-0.5 font-medium">{t.legPaid(progress.paid[leg].pnr)}</p>
              )}
            </li>
          );
        })}
      </ul>
      <p className="mt-4 flex items-baseline justify-between gap-3 border-t border-line pt-4">
        <span className="text-soft">
          {t.total(progress.party.length)} · {cabin === 'business' ? t.business : t.economy}
        </span>
        <span className="text-xl font-semibold">
          {isKnown && currency !== undefined ? formatMoney(totalMinor, currency, language) : '…'}
        </span>
      </p>
      {flights.length > 1 && <p className="mt-2 text-sm text-soft">{t.separateTickets(flights.length)}</p>}
    </Card>
  );
}
