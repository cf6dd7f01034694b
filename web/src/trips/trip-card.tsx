import { Link } from '@tanstack/react-router';
import { useAirports } from '../airports/use-airports.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { dayMark, formatDay, splitLocal } from '../time/local-time.ts';
import { Card } from '../ui/card.tsx';
import { FlightStatus } from '../ui/flight-status.tsx';
import { BookingStatus } from './booking-status.tsx';
import { bookingReference, type Trip } from './rules.ts';
import { tripTexts } from './texts.ts';

export function TripCard({ trip }: { trip: Trip }) {
  const t = useTexts(tripTexts);
  const { language } = useLanguage();
  const { flight, bookings, pnr } = trip;
  const airports = useAirports([flight.from, flight.to]);
  const departure = splitLocal(flight.departure);
  return (
    <Card className="p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <p className="text-sm text-soft">
            {formatDay(departure.day, language, true)} · {flight.flightCode} · {flight.airline}
          </p>
          <h2 className="mt-0.5 text-lg font-semibold">
            {airports.city(flight.from)} – {airports.city(flight.to)}
          </h2>
          <p>
            {departure.clock} – {splitLocal(flight.arrival).clock}
            <sup className="text-warn">{dayMark(flight.departure, flight.arrival)}</sup>
          </p>
        </div>
        <div className="flex items-center gap-3">
          <FlightStatus status={flight.flightStatus} />
          <span className="font-mono font-semibold tracking-widest">{pnr}</span>
        </div>
      </div>
      <ul className="mt-4 -mb-2.5 divide-y divide-line border-t border-line">
        {bookings.map((booking) => (
          <li key={booking.bookingId} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
            <span className="min-w-40 grow font-medium">{booking.passenger}</span>
            <span className="text-soft">{booking.seat === null ? t.noSeat : t.seat(booking.seat)}</span>
            <BookingStatus status={booking.bookingStatus} />
            <Link
              to="/trips/$bookingId"
              params={{ bookingId: bookingReference(booking.bookingId) }}
              className="-my-1 inline-flex min-h-11 items-center font-medium text-accent hover:underline"
              aria-label={t.openOf(booking.passenger, flight.flightCode)}
            >
              {t.open}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
