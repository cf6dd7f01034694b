import type { ReactNode } from 'react';
import type { Tone } from './badge.tsx';
import { classNames } from './class-names.ts';

const tones: Readonly<Record<Tone, string>> = {
  neutral: 'border-line bg-sunk text-ink',
  accent: 'border-accent/30 bg-tint text-ink',
  good: 'border-good/30 bg-good-tint text-good',
  warn: 'border-warn/30 bg-warn-tint text-warn',
  bad: 'border-bad/30 bg-bad-tint text-bad',
};

/** Something to know before going on. `isSpoken` reads it out when it appears. */
export function Notice({
  tone = 'neutral',
  isSpoken = false,
  children,
}: {
  tone?: Tone;
  isSpoken?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      role={isSpoken ? (tone === 'bad' ? 'alert' : 'status') : undefined}
      className={classNames('rounded-lg border px-4 py-3 text-[0.9375rem]', tones[tone])}
    >
      {children}
    </div>
  );
}
