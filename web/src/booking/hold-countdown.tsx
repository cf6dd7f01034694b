import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { formatCountdown, secondsUntil } from '../time/local-time.ts';
import { classNames } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';
import { bookingTexts } from './texts.ts';

const soonSeconds = 120;

/** How long the seats are kept; says so once more when little is left, and calls back at the end. */
export function HoldCountdown({ expiresAt, onEnd }: { expiresAt: string; onEnd: () => void }) {
  const t = useTexts(bookingTexts);
  const [left, setLeft] = useState(() => secondsUntil(expiresAt, Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsUntil(expiresAt, Date.now())), 1000);
    return () => clearInterval(timer);
  }, [expiresAt]);
  const isOver = left <= 0;
  useEffect(() => {
    if (isOver) onEnd();
  }, [isOver, onEnd]);
  const isSoon = left <= soonSeconds;
  return (
    <p
      role="timer"
      className={classNames(
        'inline-flex items-center gap-2 rounded-full px-3.5 py-1.5 text-[0.9375rem] font-medium',
        isSoon ? 'bg-warn-tint text-warn' : 'bg-tint text-accent-deep',
      )}
    >
      <Icon name="clock" className="size-4" />
      {t.held(formatCountdown(left))}
      <span role="status" className="sr-only">
        {isSoon && !isOver && t.heldSoon}
      </span>
    </p>
  );
}
