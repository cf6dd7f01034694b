import type { Cabin, FlightResource, HoldAnswer, OrderAnswer } from '@airside/contracts';
import { useEffect, useReducer, useRef } from 'react';
import { useCall } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/notice.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { releaseHold } from './calls.ts';
import { DoneStep } from './done-step.tsx';
import { firstEnd, nextStep, type Progress, startOf } from './flow.ts';
import { HoldCountdown } from './hold-countdown.tsx';
import { keptLegsKey, readKeptLegs, writeKeptLegs } from './kept-legs.ts';
import type { Traveller } from './party.ts';
import { PassengersStep } from './passengers-step.tsx';
import { PayStep } from './pay-step.tsx';
import { SeatsStep } from './seats-step.tsx';
import { Steps } from './steps.tsx';
import { Summary } from './summary.tsx';
import { bookingTexts } from './texts.ts';

type Props = { flights: readonly FlightResource[]; cabin: Cabin; initialParty: readonly Traveller[] };

/** Passengers, a seat for each on each flight, payment: one step after the other. */
export function BookingFlow({ flights, cabin, initialParty }: Props) {
  const t = useTexts(bookingTexts);
  const [progress, dispatch] = useReducer(nextStep, initialParty, (party) =>
    startOf({ party, ...readKeptLegs(sessionStorage.getItem(keptLegsKey), departuresOf(flights), Date.now()) }),
  );
  useKeepOverReload(progress);
  useReleaseOnLeave(progress);
  const heading = useRef<HTMLDivElement>(null);
  const place = `${progress.step}${progress.leg}`;
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current !== place) heading.current?.querySelector('h1')?.focus();
    shown.current = place;
  }, [place]);

  const ends = firstEnd(progress.holds);
  const flight = flights[progress.leg];
  return (
    <div ref={heading}>
      <PageHeader title={t[progress.step]} lead={<Steps current={progress.step} />}>
        {progress.step !== 'done' && ends !== undefined && (
          <HoldCountdown key={ends} expiresAt={ends} onEnd={() => dispatch({ kind: 'expired' })} />
        )}
      </PageHeader>
      {progress.lostBy !== undefined && (
        <div className="mb-5">
          <Notice tone="warn" isSpoken>
            {progress.lostBy === 'expired' ? t.expired : t.declinedAndLost}
          </Notice>
        </div>
      )}
      {progress.step === 'passengers' && ends !== undefined && (
        <div className="mb-5">
          <Notice>{t.stillHeld}</Notice>
        </div>
      )}
      {progress.step !== 'done' && progress.paid.some((leg) => leg !== undefined) && (
        <div className="mb-5">
          <Notice tone="good">{t.partlyPaid}</Notice>
        </div>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_20rem]">
        <div className="min-w-0">
          {progress.step === 'passengers' && (
            <PassengersStep party={progress.party} onDone={(party) => dispatch({ kind: 'named', party })} />
          )}
          {progress.step === 'seats' && flight !== undefined && (
            <SeatsStep
              key={progress.leg}
              flight={flight}
              cabin={cabin}
              party={progress.party}
              hold={progress.holds[progress.leg]}
              onBack={() => dispatch({ kind: 'back' })}
              onHeld={(hold: HoldAnswer) => dispatch({ kind: 'held', hold, legs: flights.length })}
            />
          )}
          {progress.step === 'pay' && (
            <PayStep
              flights={flights}
              cabin={cabin}
              progress={progress}
              onBack={() => dispatch({ kind: 'back' })}
              onDeclined={(leg: number, hold: HoldAnswer | undefined) => dispatch({ kind: 'declined', leg, hold })}
              onOrdered={(leg: number, order: OrderAnswer) =>
                dispatch({ kind: 'ordered', leg, order, legs: flights.length })
              }
            />
          )}
          {progress.step === 'done' && <DoneStep flights={flights} paid={progress.paid} />}
        </div>
        {progress.step !== 'done' && <Summary flights={flights} cabin={cabin} progress={progress} />}
      </div>
    </div>
  );
}

const departuresOf = (flights: readonly FlightResource[]) => flights.map(({ departure_id: id }) => id);

/** A reload keeps what is paid, and the seats: whoever comes back within their time goes on with them. */
function useKeepOverReload({ holds, paid }: Progress): void {
  useEffect(() => {
    sessionStorage.setItem(keptLegsKey, writeKeptLegs({ holds, paid }));
  }, [holds, paid]);
}

/** Whoever walks away leaves the seats to others at once, rather than in ten minutes. */
function useReleaseOnLeave({ holds }: Progress): void {
  const call = useCall();
  const open = useRef<string[]>([]);
  const isHere = useRef(false);
  useEffect(() => {
    open.current = holds.flatMap((hold) => hold?.holdId ?? []);
  }, [holds]);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
      // In development React takes everything away once to see whether it comes back.
      queueMicrotask(() => {
        if (isHere.current) return;
        sessionStorage.removeItem(keptLegsKey);
        // They end by themselves where this does not get through.
        for (const id of open.current) void releaseHold(call, id).catch(() => undefined);
      });
    };
  }, [call]);
}
