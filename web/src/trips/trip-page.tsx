import type { BookingResource, FlightResource } from '@airside/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useAirports } from '../airports/use-airports.ts';
import { useCall } from '../app/deps.ts';
import { flightQuery } from '../booking/calls.ts';
import { ReceiptPanel } from '../booking/receipt-panel.tsx';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { SignedInOnly } from '../session/signed-in-only.tsx';
import { dayMark, formatDay, splitLocal } from '../time/local-time.ts';
import { buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { FlightStatus } from '../ui/flight-status.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { BookingStatus } from './booking-status.tsx';
import { bookingQuery } from './calls.ts';
import { tripTexts } from './texts.ts';
import { TimelinePanel } from './timeline-panel.tsx';
import { TripActions } from './trip-actions.tsx';

const route = getRouteApi('/trips/$bookingId');

const lookEveryMs = 15_000;

/** One booking: how the flight stands, what can be done, what happened, what was paid. */
export function TripPage() {
  const t = useTexts(tripTexts);
  const { bookingId } = route.useParams();
  return <SignedInOnly title={t.trip}>{() => <Trip bookingId={bookingId} />}</SignedInOnly>;
}

function Trip({ bookingId }: { bookingId: string }) {
  const t = useTexts(tripTexts);
  const ui = useTexts(uiTexts);
  const call = useCall();
  const booking = useQuery({ ...bookingQuery(call, bookingId), refetchInterval: lookEveryMs });
  const departureId = booking.data?.departure_id;
  const flight = useQuery({
    ...flightQuery(call, String(departureId)),
    enabled: departureId !== undefined,
    refetchInterval: lookEveryMs,
    // After a change the page stays, with its dialog that tells so, until the other flight is there.
    placeholderData: keepPreviousData,
  });
  const failed = [booking, flight].find(({ error, data }) => error !== null && data === undefined);
  if (failed !== undefined)
    return (
      <>
        <PageHeader title={t.trip} />
        <ProblemState error={failed.error} onRetry={() => void failed.refetch()} />
      </>
    );
  if (booking.data === undefined || flight.data === undefined)
    return (
      <>
        <PageHeader title={t.trip} />
        <SkeletonList label={ui.loading} rows={3} />
      </>
    );
  return <Shown booking={booking.data} flight={flight.data} />;
}

function Shown({ booking, flight }: { booking: BookingResource; flight: FlightResource }) {
  const t = useTexts(tripTexts);
  const { language } = useLanguage();
  const airports = useAirports([flight.origin, flight.destination]);
  const departure = airports.local(flight.estimated_departure, flight.origin);
  const arrival = airports.local(flight.estimated_arrival, flight.destination);
  const planned = airports.local(flight.scheduled_departure, flight.origin);
  const facts = [
    { name: t.departure, value: splitLocal(departure).clock, was: splitLocal(planned).clock },
    { name: t.arrival, value: `${splitLocal(arrival).clock} ${dayMark(departure, arrival)}` },
    { name: t.gateName, value: flight.gate ?? '–' },
    { name: t.seatName, value: booking.seat ?? t.noSeat },
  ];
  return (
    <>
      <PageHeader
        title={`${airports.city(flight.origin)} – ${airports.city(flight.destination)}`}
        lead={
          <>
            {formatDay(splitLocal(departure).day, language, true)} · {flight.flight_id} · {flight.airline}
          </>
        }
      >
        <BookingStatus status={booking.booking_status} />
      </PageHeader>
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_20rem] lg:grid-rows-[auto_1fr]">
        <Card className="min-w-0 p-5">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <div className="flex items-center gap-3">
              <FlightStatus status={flight.status} />
              <span className="text-soft">
                {t.locator}{' '}
                <span className="font-mono font-semibold tracking-widest text-ink">{booking.confirmation_number}</span>
              </span>
            </div>
            <Link
              to="/flight/$flightId"
              params={{ flightId: String(flight.departure_id) }}
              className={buttonClass('secondary', 'no-print')}
            >
              {t.followFlight}
            </Link>
          </div>
          <dl className="mt-5 grid grid-cols-2 gap-4 sm:grid-cols-4">
            {facts.map(({ name, value, was }) => (
              <div key={name}>
                <dt className="text-sm text-soft">{name}</dt>
                <dd className="text-xl font-semibold">
                  {value}
                  {was !== undefined && was !== value && <s className="ml-2 text-base font-normal text-soft">{was}</s>}
                </dd>
              </div>
            ))}
          </dl>
        </Card>
        {/* Beside everything where there is room, else after what the flight is: nobody should have to look for it. */}
        <div className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <TripActions booking={booking} flight={flight} />
        </div>
        <div className="grid min-w-0 gap-6">
          <TimelinePanel bookingId={booking.booking_id} />
          <ReceiptPanel bookingId={booking.booking_id} />
        </div>
      </div>
    </>
  );
}
