import type { FlightResource } from '@airside/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAirports } from '../airports/use-airports.ts';
import { useCall } from '../app/deps.ts';
import { StartDemo } from '../demo/start-demo.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { FlightStatus } from '../ui/flight-status.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { Cell, stickyEnd, Table } from '../ui/table.tsx';
import { uiTexts } from '../ui/texts.ts';
import { flightQuery, flightsQuery } from './calls.ts';
import { ChangeDialog } from './change-dialog.tsx';
import { FlightFilter } from './flight-filter.tsx';
import { kindsFor } from './rules.ts';
import { ScheduleDialog } from './schedule-dialog.tsx';
import { deskTexts } from './texts.ts';

/** Two hours back, to the hour: what has just left is still worked on. */
function fromNow(): string {
  const hourMs = 3_600_000;
  return new Date(Math.floor(Date.now() / hourMs - 2) * hourMs).toISOString();
}

/** The flights of the next hours and days, each with what can be done to it. */
export function Flights({ flight }: { flight: string | undefined }) {
  const t = useTexts(deskTexts);
  const ui = useTexts(uiTexts);
  const call = useCall();
  const [from] = useState(fromNow);
  const list = useInfiniteQuery({ ...flightsQuery(call, from), enabled: flight === undefined });
  const one = useQuery(flightQuery(call, flight));
  const [changed, setChanged] = useState<FlightResource>();
  const [isScheduling, setScheduling] = useState(false);
  const { data, error, refetch } = flight === undefined ? list : one;
  const flights =
    flight === undefined ? (list.data?.pages.flatMap((page) => page.flights) ?? []) : one.data ? [one.data] : [];
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <FlightFilter flight={flight} />
        <Button onClick={() => setScheduling(true)}>{t.schedule}</Button>
      </div>
      {data === undefined && error === null && <SkeletonList label={ui.loading} rows={6} rowClass="h-12" />}
      {error !== null && <ProblemState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && error === null && flights.length === 0 && (
        <EmptyState title={t.noFlights}>
          <StartDemo />
        </EmptyState>
      )}
      {flights.length > 0 && error === null && <FlightTable flights={flights} onChange={setChanged} />}
      {flight === undefined && list.hasNextPage && (
        <Button look="secondary" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
      <ChangeDialog flight={changed} onClose={() => setChanged(undefined)} />
      <ScheduleDialog isOpen={isScheduling} onClose={() => setScheduling(false)} />
    </div>
  );
}

function FlightTable({
  flights,
  onChange,
}: {
  flights: readonly FlightResource[];
  onChange: (flight: FlightResource) => void;
}) {
  const t = useTexts(deskTexts);
  const airports = useAirports(
    [...new Set(flights.flatMap(({ origin, destination }) => [origin, destination]))].slice(0, 200),
  );
  return (
    <Table
      caption={t.flights}
      head={[t.flight, t.route, t.leaves, t.gate, t.aircraft, t.status, t.action]}
      headClass={(column) => (column === 6 ? stickyEnd : undefined)}
    >
      {flights.map((flight) => (
        <tr key={flight.departure_id} data-flight={flight.flight_id} className="[&>td]:align-middle">
          <Cell className="font-medium whitespace-nowrap">{flight.flight_id}</Cell>
          <Cell className="min-w-36">
            {airports.city(flight.origin)} – {airports.city(flight.destination)}
            <span className="block text-sm text-soft">{flight.airline}</span>
          </Cell>
          <Cell className="whitespace-nowrap">
            {airports.local(flight.scheduled_departure, flight.origin)}
            {flight.delay_minutes !== 0 && (
              <span className="block text-sm text-warn">
                {t.expectedAt(airports.local(flight.estimated_departure, flight.origin).slice(-5))}
              </span>
            )}
          </Cell>
          <Cell>{flight.gate ?? '–'}</Cell>
          <Cell>{flight.aircraft_type}</Cell>
          <Cell>
            <FlightStatus status={flight.status} />
          </Cell>
          <Cell className={stickyEnd}>
            {kindsFor(flight.status).length > 0 && (
              <Button
                look="secondary"
                className="min-h-9"
                aria-label={t.changeFlight(flight.flight_id)}
                onClick={() => onChange(flight)}
              >
                {t.change}
              </Button>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
