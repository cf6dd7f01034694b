import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from './notice.tsx';
import { requestIdOf, useProblemText } from './problem-text.ts';
import { uiTexts } from './texts.ts';

/** Why a form was refused, where it stands. Words of the form's own come first. */
export function FormProblem({ error, text }: { error: unknown; text?: string | undefined }) {
  const t = useTexts(uiTexts);
  const problemText = useProblemText();
  if (error === null || error === undefined) return null;
  const requestId = requestIdOf(error);
  return (
    <Notice tone="bad" isSpoken>
      <p>{text ?? problemText(error)}</p>
      {requestId !== '' && (
        <p className="mt-1 text-[0.8125rem] opacity-90">
          {t.request} <code className="font-mono break-all select-all">{requestId}</code>
        </p>
      )}
    </Notice>
  );
}
