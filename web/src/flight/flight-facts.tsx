import type { FlightResource } from '@airside/contracts';
import type { AirportBook } from '../airports/use-airports.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { dayMark, formatDuration, splitLocal } from '../time/local-time.ts';
import { classNames } from '../ui/class-names.ts';
import { reasonTexts } from '../ui/reason-texts.ts';
import { flightTexts } from './texts.ts';

/** Times, gate and what is unusual. Times are of each airport. */
export function FlightFacts({ flight, airports }: { flight: FlightResource; airports: AirportBook }) {
  const t = useTexts(flightTexts);
  const reasons: Readonly<Record<string, string>> = useTexts(reasonTexts);
  const local = airports.local;
  return (
    <>
      <div className="mt-6 grid gap-6 sm:grid-cols-2">
        <End
          name={t.departure}
          place={`${airports.city(flight.origin)} (${flight.origin})`}
          planned={local(flight.scheduled_departure, flight.origin)}
          expected={local(flight.actual_departure ?? flight.estimated_departure, flight.origin)}
          isActual={flight.actual_departure !== null}
        />
        <End
          name={t.arrival}
          place={`${airports.city(flight.destination)} (${flight.destination})`}
          planned={local(flight.scheduled_arrival, flight.destination)}
          expected={local(flight.actual_arrival ?? flight.estimated_arrival, flight.destination)}
          isActual={flight.actual_arrival !== null}
          mark={dayMark(
            local(flight.estimated_departure, flight.origin),
            local(flight.estimated_arrival, flight.destination),
          )}
        />
      </div>
      <dl className="mt-6 grid grid-cols-2 gap-4 border-t border-line pt-5 sm:grid-cols-4">
        <Fact name={t.gate} value={flight.gate ?? '–'} isBig />
        <Fact name={t.terminal} value={flight.terminal ?? '–'} isBig />
        {flight.delay_minutes !== 0 && (
          <Fact
            name={flight.delay_minutes > 0 ? t.delay : t.early}
            value={formatDuration(flight.delay_minutes)}
            isWarning={flight.delay_minutes > 0}
            isBig
          />
        )}
        {flight.delay_reason !== null && (
          <Fact name={t.reason} value={reasons[flight.delay_reason] ?? flight.delay_reason} />
        )}
        {flight.diverted_to !== null && (
          <Fact name={t.divertedTo} value={airports.city(flight.diverted_to)} isWarning />
        )}
      </dl>
    </>
  );
}

function Fact({
  name,
  value,
  isBig = false,
  isWarning = false,
}: {
  name: string;
  value: string;
  isBig?: boolean;
  isWarning?: boolean;
}) {
  return (
    <div>
      <dt className="text-sm text-soft">{name}</dt>
      <dd className={classNames('font-semibold', isBig && 'text-xl', isWarning && 'text-warn')}>{value}</dd>
    </div>
  );
}

type EndProps = {
  name: string;
  place: string;
  planned: string;
  expected: string;
  isActual: boolean;
  mark?: string;
};

function End({ name, place, planned, expected, isActual, mark = '' }: EndProps) {
  const t = useTexts(flightTexts);
  const isMoved = planned !== expected;
  return (
    <div>
      <p className="text-sm text-soft">{name}</p>
      <p className="text-4xl font-semibold tracking-tight" data-time={name}>
        {splitLocal(expected).clock}
        {mark !== '' && <sup className="ml-1 text-sm text-warn">{mark}</sup>}
        {isMoved && <s className="ml-3 text-xl font-normal text-soft">{splitLocal(planned).clock}</s>}
      </p>
      <p className="font-medium">{place}</p>
      <p className="text-sm text-soft">{isActual ? t.actual : isMoved ? t.expected : t.asPlanned}</p>
    </div>
  );
}
