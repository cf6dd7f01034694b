import type { PnrAnswer } from '@airside/contracts';
import { Link } from '@tanstack/react-router';
import { useAirports } from '../airports/use-airports.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatDay, splitLocal } from '../time/local-time.ts';
import { buttonClass } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { FlightStatus } from '../ui/flight-status.tsx';
import { BookingStatus } from './booking-status.tsx';
import { tripTexts } from './texts.ts';

export function FoundTicket({ ticket }: { ticket: PnrAnswer }) {
  const t = useTexts(tripTexts);
  const { language } = useLanguage();
  const airports = useAirports(ticket.flights.flatMap(({ origin, destination }) => [origin, destination]));
  return (
    <div role="status" className="grid gap-5">
      {ticket.flights.map((flight) => {
        const planned = splitLocal(airports.local(flight.scheduledDeparture, flight.origin));
        const expected = splitLocal(airports.local(flight.estimatedDeparture, flight.origin));
        return (
          <Panel
            key={flight.departureId}
            title={`${airports.city(flight.origin)} – ${airports.city(flight.destination)}`}
            aside={<FlightStatus status={flight.status} />}
          >
            <p>
              <span className="font-medium">{flight.flightCode}</span> · {flight.airline} ·{' '}
              {formatDay(planned.day, language, true)}, {planned.clock}
              {expected.clock !== planned.clock && (
                <span className="ml-2 font-medium text-warn">{t.expected(expected.clock)}</span>
              )}
              {flight.gate !== null && ` · ${t.gate(flight.gate)}`}
            </p>
            <ul className="mt-4 divide-y divide-line border-y border-line">
              {flight.passengers.map((passenger, index) => (
                <li key={index} className="flex flex-wrap items-center gap-x-4 py-2.5">
                  <span className="grow font-medium">
                    {passenger.firstName} {passenger.lastInitial === null ? '' : `${passenger.lastInitial}.`}
                  </span>
                  <span className="text-soft">{passenger.seat === null ? t.noSeat : t.seat(passenger.seat)}</span>
                  <BookingStatus status={passenger.status} />
                </li>
              ))}
            </ul>
            <Link
              to="/flight/$flightId"
              params={{ flightId: String(flight.departureId) }}
              className={buttonClass('secondary', 'mt-4')}
            >
              {t.followFlight}
            </Link>
          </Panel>
        );
      })}
    </div>
  );
}
