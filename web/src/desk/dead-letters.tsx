import type { DeadLetter } from '@airside/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApp } from '../app/deps.ts';
import { useLanguage, useTexts } from '../i18n/use-texts.ts';
import { formatMoment } from '../time/local-time.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { deadLettersQuery, replayDeadLetter } from './calls.ts';
import { deskTexts } from './texts.ts';

/** Events that were given up, with the reason; each can be tried again. */
export function DeadLetters() {
  const t = useTexts(deskTexts);
  const ui = useTexts(uiTexts);
  const { call } = useApp();
  const { data, error, refetch } = useQuery(deadLettersQuery(call));
  if (data === undefined && error !== null) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <SkeletonList label={ui.loading} />;
  return (
    <div className="grid gap-3">
      {data.unavailable !== undefined && data.unavailable.length > 0 && (
        <Notice tone="warn">{t.missing(data.unavailable.join(', '))}</Notice>
      )}
      {data.count === 0 && <EmptyState title={t.noDeadLetters} text={t.noDeadLettersText} />}
      <ul className="grid gap-3">
        {data.deadLetters.map((letter) => (
          <Letter key={`${letter.source}/${letter.id}`} letter={letter} />
        ))}
      </ul>
    </div>
  );
}

function Letter({ letter }: { letter: DeadLetter }) {
  const t = useTexts(deskTexts);
  const { language } = useLanguage();
  const { call, toasts } = useApp();
  const cache = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => replayDeadLetter(call, letter.id),
    async onSuccess() {
      toasts.done(t.replayed);
      await cache.invalidateQueries({ queryKey: ['desk', 'dead-letters'] });
    },
  });
  return (
    <li>
      <Card className="grid gap-2 p-4">
        <div className="flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            <p className="font-medium break-words">{letter.reason}</p>
            <p className="text-sm text-soft">
              {letter.source} · {letter.eventId ?? '–'} · {formatMoment(letter.receivedAt, language)}
            </p>
          </div>
          <Button look="secondary" className="min-h-9" isBusy={isPending} onClick={() => mutate()}>
            {t.replay}
          </Button>
        </div>
        <details className="text-sm">
          <summary className="cursor-pointer text-soft">{t.event}</summary>
          <pre className="mt-2 max-h-64 overflow-auto rounded-lg bg-sunk p-3 text-xs" tabIndex={0}>
            {JSON.stringify(letter.event, null, 2)}
          </pre>
        </details>
      </Card>
    </li>
  );
}
