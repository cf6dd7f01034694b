import { memo, useState } from 'react';
import { classNames } from '../ui/class-names.ts';
import { flapText } from './rules.ts';

/** One flap. When its letter changes, the upper half of the old one falls and the lower half of the new one comes down. */
const Flap = memo(function Flap({ letter }: { letter: string }) {
  const [turn, setTurn] = useState({ before: letter, after: letter });
  if (turn.after !== letter) setTurn({ before: turn.after, after: letter });
  const { before, after } = turn;
  if (before === after) return <span className="flap">{after}</span>;
  return (
    <span key={after} className="flap flap-turning" data-before={before} data-after={after}>
      {after}
    </span>
  );
});

/** A text on flaps for those who see, and as it is for everybody else. */
export function Flaps({ text, length, tone }: { text: string; length: number; tone?: 'late' | 'bad' | 'go' | 'dim' }) {
  return (
    <>
      <span className="sr-only">{text}</span>
      <span aria-hidden="true" className={classNames('flaps', tone !== undefined && `flaps-${tone}`)}>
        {flapText(text, length)
          .split('')
          .map((letter, place) => (
            <Flap key={place} letter={letter} />
          ))}
      </span>
    </>
  );
}
