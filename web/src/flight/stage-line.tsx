import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from '../ui/class-names.ts';
import { useStatusText } from '../ui/flight-status.tsx';
import { stageOf, stages } from './rules.ts';
import { flightTexts } from './texts.ts';

/** How far the flight has come, from the plan to the gate. */
export function StageLine({ status }: { status: string }) {
  const t = useTexts(flightTexts);
  const textOf = useStatusText();
  const reached = stageOf(status);
  return (
    <ol aria-label={t.progress} className="mt-6 grid grid-cols-7 gap-1">
      {stages.map((stage, index) => (
        <li key={stage} aria-current={index === reached - 1 ? 'step' : undefined} className="min-w-0">
          <span
            aria-hidden="true"
            className={classNames(
              'block h-1.5 rounded-full transition-colors duration-500',
              index < reached ? 'bg-accent' : 'bg-line',
            )}
          />
          <span
            className={classNames(
              'mt-1.5 block text-xs leading-tight max-sm:sr-only',
              index === reached - 1 ? 'font-semibold text-ink' : 'text-soft',
            )}
          >
            {index === 0 ? t.planned : textOf(stage)}
          </span>
        </li>
      ))}
    </ol>
  );
}
