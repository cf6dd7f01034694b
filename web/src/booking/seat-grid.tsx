import type { SeatMapAnswer } from '@airside/contracts';
import { useRef, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from '../ui/class-names.ts';
import { placesOf, type Seat, seatByKey } from './seats.ts';
import { bookingTexts } from './texts.ts';

type Props = {
  cabin: SeatMapAnswer['cabins'][number];
  chosen: readonly string[];
  /** Held for this booking. */
  own: readonly string[];
  onToggle: (name: string) => void;
};

/** The cabin from above, as a grid: arrow keys move, Enter or space takes a seat. One stop of the Tab key in all. */
export function SeatGrid({ cabin, chosen, own, onToggle }: Props) {
  const t = useTexts(bookingTexts);
  const grid = useRef<HTMLDivElement>(null);
  const first = cabin.rows.flatMap(({ seats }) => seats).find(({ state }) => state === 'free')?.name;
  const [current, setCurrent] = useState<string>();
  const tabStop = current ?? chosen[0] ?? first;
  const letters = cabin.columns.split('');
  const columns = {
    gridTemplateColumns: `2rem ${letters.map((each) => (each === ' ' ? '1rem' : 'minmax(1.5rem, 2.5rem)')).join(' ')}`,
  };

  function move(from: string, key: string): boolean {
    const to = seatByKey(cabin, from, key);
    if (to === undefined) return false;
    setCurrent(to);
    grid.current?.querySelector<HTMLElement>(`[data-seat="${to}"]`)?.focus();
    return true;
  }

  return (
    <div
      ref={grid}
      role="grid"
      aria-label={t.seatMap}
      aria-multiselectable="true"
      className="mx-auto grid w-fit max-w-full gap-1.5"
    >
      <div role="row" className="grid justify-center gap-1 text-center text-sm text-soft" style={columns}>
        <span role="columnheader" className="sr-only">
          {t.row}
        </span>
        <span aria-hidden="true" />
        {letters.map((letter, index) =>
          letter === ' ' ? (
            <span key={index} aria-hidden="true" />
          ) : (
            <span key={index} role="columnheader">
              {letter}
            </span>
          ),
        )}
      </div>
      {cabin.rows.map((row) => (
        <div key={row.row} role="row" className="grid justify-center gap-1" style={columns}>
          <span
            role="rowheader"
            className={classNames(
              'grid place-items-center text-xs',
              row.isExitRow ? 'font-semibold text-good' : 'text-soft',
            )}
          >
            {row.row}
          </span>
          {placesOf(cabin, row).map((seat, index) =>
            seat === undefined ? (
              <span key={index} aria-hidden="true" />
            ) : (
              <SeatCell
                key={seat.name}
                seat={seat}
                isChosen={chosen.includes(seat.name)}
                isOwn={own.includes(seat.name)}
                isTabStop={seat.name === tabStop}
                onToggle={onToggle}
                onMove={move}
              />
            ),
          )}
        </div>
      ))}
    </div>
  );
}

type CellProps = {
  seat: Seat;
  isChosen: boolean;
  isOwn: boolean;
  isTabStop: boolean;
  onToggle: (name: string) => void;
  onMove: (from: string, key: string) => boolean;
};

function SeatCell({ seat, isChosen, isOwn, isTabStop, onToggle, onMove }: CellProps) {
  const t = useTexts(bookingTexts);
  const isOpen = seat.state === 'free' || isOwn || isChosen;
  const words = [
    t.seatName(seat.name),
    t[seat.kind],
    ...(seat.isExitRow ? [t.exitRow] : []),
    isChosen ? t.chosen : isOwn ? t.free : seat.state === 'held' ? t.heldByOthers : t[seat.state],
  ];
  return (
    <div role="gridcell" aria-selected={isChosen} className="min-w-0">
      <button
        type="button"
        data-seat={seat.name}
        aria-label={words.join(', ')}
        aria-disabled={!isOpen || undefined}
        tabIndex={isTabStop ? 0 : -1}
        onClick={() => (isOpen ? onToggle(seat.name) : undefined)}
        onKeyDown={(event) => {
          if (onMove(seat.name, event.key)) event.preventDefault();
        }}
        className={classNames(
          'grid aspect-[10/11] w-full place-items-center rounded-t-lg rounded-b-sm border text-xs transition-colors',
          isChosen && 'border-accent bg-accent font-semibold text-on-accent',
          !isChosen &&
            isOpen &&
            'border-accent/60 bg-tint text-accent-deep hover:border-accent hover:bg-accent hover:text-on-accent',
          !isOpen && 'cursor-not-allowed border-line bg-sunk text-edge',
          seat.isExitRow && isOpen && !isChosen && 'border-good bg-good-tint text-good',
        )}
      >
        {isOpen ? seat.name.slice(-1) : '×'}
      </button>
    </div>
  );
}
