import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from '../ui/class-names.ts';
import { type Step, steps } from './flow.ts';
import { bookingTexts } from './texts.ts';

export function Steps({ current }: { current: Step }) {
  const t = useTexts(bookingTexts);
  const at = steps.indexOf(current);
  return (
    <ol aria-label={t.progress} className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      {steps.map((step, index) => (
        <li
          key={step}
          aria-current={index === at ? 'step' : undefined}
          className={classNames('flex items-center gap-2', index === at ? 'font-semibold text-ink' : 'text-soft')}
        >
          <span
            aria-hidden="true"
            className={classNames('h-1 w-6 rounded-full', index <= at ? 'bg-accent' : 'bg-line')}
          />
          {t.stepNames[step]}
        </li>
      ))}
    </ol>
  );
}
