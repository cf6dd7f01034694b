import type { Cabin, FlightResource, HoldAnswer } from '@airside/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { ContactMark } from '../live/contact-mark.tsx';
import { Button } from '../ui/button.tsx';
import { Panel } from '../ui/card.tsx';
import { FormProblem } from '../ui/form-problem.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { holdSeats, releaseHold } from './calls.ts';
import { LostSeats } from './lost-seats.tsx';
import { seatsNeeded, type Traveller } from './party.ts';
import { SeatGrid } from './seat-grid.tsx';
import { SeatLegend } from './seat-legend.tsx';
import { lostSeats, neighbours, seatsIn, toggleSeat } from './seats.ts';
import { bookingTexts } from './texts.ts';
import { useSeatMap } from './use-seat-map.ts';

type Props = {
  flight: FlightResource;
  cabin: Cabin;
  party: readonly Traveller[];
  /** Seats of this flight that are held already. */
  hold: HoldAnswer | undefined;
  onBack: () => void;
  onHeld: (hold: HoldAnswer) => void;
};

const mostNeighbours = 4;

/** A seat for everybody but infants, held for some minutes. */
export function SeatsStep({ flight, cabin, party, hold, onBack, onHeld }: Props) {
  const t = useTexts(bookingTexts);
  const { call, live } = useApp();
  const { data: map, error, refetch } = useSeatMap(flight);
  const needed = seatsNeeded(party);
  const own = hold?.seats ?? [];
  const [chosen, setChosen] = useState<readonly string[]>(own.slice(0, needed));

  const take = useMutation({
    async mutationFn(seats: readonly string[]) {
      const isSame = seats.length === own.length && seats.every((name) => own.includes(name));
      if (hold !== undefined && isSame) return hold;
      if (hold !== undefined) await releaseHold(call, hold.holdId);
      const what = seats.length === 0 ? { count: needed, cabin } : { seats: [...seats] };
      return holdSeats(call, { flightId: flight.departure_id, ...what });
    },
    onSuccess: onHeld,
    onError: () => void refetch(),
    meta: { isToldInPlace: true },
  });

  const sold = map?.cabins.find((each) => each.cabin === cabin);
  if (error !== null && map === undefined) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (map === undefined) return <Skeleton className="h-[32rem] rounded-xl" />;
  if (sold === undefined) return <ProblemState error={new ApiError(t.noCabin, noFacts)} />;

  const seats = seatsIn(map, cabin);
  const lost = lostSeats(chosen, seats, own);
  const isRace = take.error instanceof ApiError && Array.isArray(take.error.members['alternatives']);
  return (
    <Panel title={t.seatsOf(flight.flight_id, flight.aircraft_type)} aside={<ContactMark contact={live.contact} />}>
      <div className="grid gap-5">
        <p className="text-soft">{t.chooseSeats(needed, chosen.length)}</p>
        {lost.length > 0 && (
          <LostSeats
            lost={lost}
            offers={neighbours(lost[0] ?? '', seats, mostNeighbours).filter((name) => !chosen.includes(name))}
            onTake={(name) => {
              take.reset();
              setChosen([...chosen.filter((each) => !lost.includes(each)), name]);
            }}
          />
        )}
        {take.error !== null && !(isRace && lost.length > 0) && <FormProblem error={take.error} />}
        <SeatGrid
          cabin={sold}
          chosen={chosen.filter((name) => !lost.includes(name))}
          own={own}
          onToggle={(name) => {
            take.reset();
            setChosen(
              toggleSeat(
                chosen.filter((each) => !lost.includes(each)),
                name,
                needed,
              ),
            );
          }}
        />
        <SeatLegend />
        <div className="sticky bottom-0 -mx-5 -mb-5 flex flex-wrap justify-between gap-3 rounded-b-xl border-t border-line bg-card px-5 py-4">
          <Button look="secondary" onClick={onBack}>
            {t.back}
          </Button>
          <div className="flex flex-wrap gap-3 max-sm:w-full max-sm:flex-col">
            {chosen.length === 0 && (
              <Button look="secondary" isBusy={take.isPending} onClick={() => take.mutate([])}>
                {t.best(needed)}
              </Button>
            )}
            <Button
              isBusy={take.isPending}
              disabled={chosen.length !== needed || lost.length > 0}
              onClick={() => take.mutate(chosen)}
            >
              {t.toPay}
            </Button>
          </div>
        </div>
      </div>
    </Panel>
  );
}

const noFacts = { status: 404, code: '', fields: [], requestId: '', members: {} };
