import { useTexts } from '../i18n/use-texts.ts';
import { Button } from './button.tsx';
import { Card } from './card.tsx';
import { requestIdOf, useProblemText } from './problem-text.ts';
import { uiTexts } from './texts.ts';

/** In place of what could not be loaded. */
export function ProblemState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTexts(uiTexts);
  const problemText = useProblemText();
  const requestId = requestIdOf(error);
  return (
    <Card role="alert" className="grid justify-items-center gap-3 px-6 py-10 text-center">
      <p className="max-w-prose text-lg">{problemText(error)}</p>
      {requestId !== '' && (
        <p className="text-sm text-soft">
          {t.request} <code className="font-mono break-all select-all">{requestId}</code>
        </p>
      )}
      {onRetry !== undefined && (
        <Button look="secondary" onClick={onRetry}>
          {t.tryAgain}
        </Button>
      )}
    </Card>
  );
}
