import { useQuery } from '@tanstack/react-query';
import { useCall } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoment } from '../time/local-time.ts';
import { Panel } from '../ui/card.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { timelineQuery } from './calls.ts';
import { tripTexts } from './texts.ts';

/** Everything that happened to a booking. */
export function TimelinePanel({ bookingId }: { bookingId: string }) {
  const t = useTexts(tripTexts);
  const { language } = useLanguage();
  const kinds: Readonly<Record<string, string>> = t.kinds;
  const { data, error, refetch } = useQuery(timelineQuery(useCall(), bookingId));
  if (error !== null && data === undefined) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-40 rounded-xl" />;
  return (
    <Panel title={t.timeline}>
      <ol className="ml-1.5 grid gap-5 border-l-2 border-line">
        {data.timeline.map((entry, index) => (
          <li key={index} className="relative pl-5">
            <span
              aria-hidden="true"
              className="absolute top-1.5 -left-[0.4375rem] size-3 rounded-full border-2 border-card bg-accent"
            />
            {/* The API tells it in English, with all details; other languages say what kind of thing it was. */}
            <p className="font-medium">{language === 'en' ? entry.text : (kinds[entry.kind] ?? entry.text)}</p>
            <p className="text-sm text-soft">
              <time dateTime={entry.at}>{formatMoment(entry.at, language)}</time> · {t.actors[entry.actor]}
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
