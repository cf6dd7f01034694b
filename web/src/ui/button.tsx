import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

const looks: Readonly<Record<ButtonLook, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-deep shadow-card',
  secondary: 'bg-card text-ink border border-line hover:border-edge shadow-card',
  quiet: 'text-accent hover:bg-tint',
  danger: 'bg-card text-bad border border-bad/40 hover:bg-bad-tint',
};

/** The look of a button; for links that lead on, too. */
export function buttonClass(look: ButtonLook = 'primary', more?: string): string {
  return classNames(
    'inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 text-center text-[0.9375rem] font-medium transition-colors',
    'aria-disabled:opacity-55 disabled:opacity-55 disabled:cursor-not-allowed',
    looks[look],
    more,
  );
}

type Props = ComponentProps<'button'> & {
  look?: ButtonLook;
  /** Something is being done: the button stays where it is, focus included, and takes no second press. */
  isBusy?: boolean;
};

export function Button({ look, isBusy = false, className, onClick, type = 'button', ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      className={buttonClass(look, classNames(isBusy && 'pulse-soft', className))}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
