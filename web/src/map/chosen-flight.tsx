import type { AirportResource, FlightResource } from '@airside/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { airportsQuery } from '../airports/calls.ts';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { localAt } from '../time/local-time.ts';
import { Card } from '../ui/card.tsx';
import { FlightStatus } from '../ui/flight-status.tsx';
import { Icon } from '../ui/icon.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import type { Aircraft } from './rules.ts';
import { mapTexts } from './texts.ts';

type Place = readonly [number, number];

/** The flight of an aircraft that was chosen: from where to where, and when. */
export function ChosenFlight({
  id,
  aircraft,
  onEnds,
  onClose,
}: {
  id: number;
  aircraft: Aircraft | undefined;
  onEnds: (ends: readonly Place[]) => void;
  onClose: () => void;
}) {
  const ui = useTexts(uiTexts);
  const call = useCall();
  const { data: flight } = useQuery({
    queryKey: ['map', 'flight', id],
    queryFn: ({ signal }) => call<FlightResource>('GET', `/flights/${id}`, { signal }),
    refetchInterval: 15_000,
  });
  const { data: ends } = useQuery(
    airportsQuery(call, flight === undefined ? [] : [flight.origin, flight.diverted_to ?? flight.destination]),
  );
  const [origin, destination] =
    flight === undefined ? [] : [ends?.get(flight.origin), ends?.get(flight.diverted_to ?? flight.destination)];
  useEffect(() => {
    if (origin === undefined || destination === undefined) return;
    onEnds([
      [origin.longitude, origin.latitude],
      [destination.longitude, destination.latitude],
    ]);
    return () => onEnds([]);
  }, [origin, destination, onEnds]);
  return (
    <Card className="absolute inset-x-3 bottom-3 p-4 shadow-raised sm:right-auto sm:w-80">
      <button
        type="button"
        aria-label={ui.close}
        className="absolute top-2 right-2 grid size-10 place-items-center rounded-lg text-soft hover:bg-sunk hover:text-ink"
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
      {flight === undefined || origin === undefined || destination === undefined ? (
        <Skeleton className="h-28" />
      ) : (
        <Facts flight={flight} origin={origin} destination={destination} aircraft={aircraft} />
      )}
    </Card>
  );
}

function Facts({
  flight,
  origin,
  destination,
  aircraft,
}: {
  flight: FlightResource;
  origin: AirportResource;
  destination: AirportResource;
  aircraft: Aircraft | undefined;
}) {
  const t = useTexts(mapTexts);
  const clock = (instant: string, { timeZone }: AirportResource) => localAt(instant, timeZone).slice(-5);
  return (
    <div className="grid gap-3">
      <p className="flex items-center gap-3 pr-10">
        <Link
          to="/flight/$flightId"
          params={{ flightId: flight.flight_id }}
          search={{ date: flight.departure_date }}
          className="text-lg font-semibold text-accent hover:underline"
        >
          {flight.flight_id}
        </Link>
        <FlightStatus status={flight.status} />
      </p>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-1">
        <dt className="text-sm text-soft">{origin.city}</dt>
        <dt className="text-right text-sm text-soft">{destination.city}</dt>
        <dd className="text-xl font-semibold">{clock(flight.estimated_departure, origin)}</dd>
        <dd className="text-right text-xl font-semibold">{clock(flight.estimated_arrival, destination)}</dd>
      </dl>
      {aircraft !== undefined && (
        <p className="text-sm text-soft">
          {flight.airline} · {flight.aircraft_type} · {t.height(Math.round(aircraft.position.altitude_ft))} ·{' '}
          {t.speed(Math.round(aircraft.position.ground_speed_kt))}
        </p>
      )}
    </div>
  );
}
