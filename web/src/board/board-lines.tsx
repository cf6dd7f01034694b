import type { FlightResource } from '@airside/contracts';
import { Link } from '@tanstack/react-router';
import type { AirportBook } from '../airports/use-airports.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { splitLocal } from '../time/local-time.ts';
import './board.css';
import { Flaps } from './flap.tsx';
import { endOf, expectedOf, isOffSchedule, otherEndOf, scheduledOf, type Side } from './rules.ts';
import { boardTexts } from './texts.ts';
import { useFlapText } from './use-flap-text.ts';

type Line = { flight: FlightResource; side: Side; airports: AirportBook };

/** A board: a line for each flight. A table by its roles, since its lines are laid out as a grid. */
export function BoardLines({
  flights,
  side,
  airports,
  caption,
}: {
  flights: readonly FlightResource[];
  side: Side;
  airports: AirportBook;
  caption: string;
}) {
  const t = useTexts(boardTexts);
  const place = side === 'departures' ? t.to : t.from;
  return (
    <div role="table" aria-label={caption} aria-rowcount={flights.length + 1} className="board">
      <div role="row" className="board-line board-head">
        {[t.time, place, t.flight, t.gate, t.expected, t.status].map((head) => (
          <span key={head} role="columnheader">
            {head}
          </span>
        ))}
      </div>
      {flights.map((flight) => (
        <BoardLine key={flight.departure_id} flight={flight} side={side} airports={airports} />
      ))}
    </div>
  );
}

const tones: Readonly<Partial<Record<string, 'late' | 'bad' | 'go' | 'dim'>>> = {
  DELAYED: 'late',
  RETURNED_TO_GATE: 'late',
  CANCELLED: 'bad',
  DIVERTED: 'bad',
  CHECK_IN: 'go',
  BOARDING: 'go',
  GATE_CLOSED: 'late',
  DEPARTED: 'dim',
  AIRBORNE: 'dim',
  LANDED: 'dim',
  ARRIVED: 'dim',
};

function BoardLine({ flight, side, airports }: Line) {
  const flapText = useFlapText();
  const clock = (instant: string) => splitLocal(airports.local(instant, endOf(flight, side))).clock;
  const tone = tones[flight.status];
  const code = flight.flight_id;
  return (
    <div role="row" className="board-line" data-flight={code} data-status={flight.status}>
      <span role="cell" className="board-time">
        <Flaps text={clock(scheduledOf(flight, side))} length={5} />
      </span>
      <span role="cell" className="board-place">
        <Flaps text={airports.city(otherEndOf(flight, side))} length={16} />
      </span>
      <span role="cell">
        <Link
          to="/flight/$flightId"
          params={{ flightId: code }}
          search={{ date: flight.departure_date }}
          className="board-link"
        >
          <Flaps text={code} length={7} />
        </Link>
      </span>
      <span role="cell">
        <Flaps text={flight.gate ?? ''} length={4} />
      </span>
      <span role="cell" className="board-expected">
        <Flaps
          text={isOffSchedule(flight, side) ? clock(expectedOf(flight, side)) : ''}
          length={5}
          {...(tone === 'dim' ? { tone } : { tone: 'late' as const })}
        />
      </span>
      <span role="cell">
        <Flaps text={flapText(flight.status)} length={11} {...(tone === undefined ? {} : { tone })} />
      </span>
    </div>
  );
}
