import { useEffect } from 'react';
import { useStore } from '../app/store.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import { requestIdOf, useProblemText } from './problem-text.ts';
import { uiTexts } from './texts.ts';
import type { Toast, Toasts } from './toasts.ts';

/** Long enough to read; problems stay until they are read or pushed out. */
const shownMs = 6_000;

/** Short messages in a corner, read out as they come. */
export function Toaster({ toasts }: { toasts: Toasts }) {
  const list = useStore(toasts.list);
  const t = useTexts(uiTexts);
  return (
    <section
      aria-label={t.messages}
      className="no-print pointer-events-none fixed inset-x-3 bottom-3 z-60 grid justify-items-center gap-2 sm:right-4 sm:left-auto sm:w-96"
    >
      <div aria-live="polite" className="contents">
        {list.map((toast) => (
          <Line key={toast.id} toast={toast} onDismiss={() => toasts.dismiss(toast.id)} />
        ))}
      </div>
    </section>
  );
}

function Line({ toast, onDismiss }: { toast: Toast; onDismiss: () => void }) {
  const t = useTexts(uiTexts);
  const problemText = useProblemText();
  const isProblem = toast.kind === 'problem';
  const requestId = isProblem ? requestIdOf(toast.error) : '';
  useEffect(() => {
    if (isProblem) return undefined;
    const timer = setTimeout(onDismiss, shownMs);
    return () => clearTimeout(timer);
  });
  return (
    <div
      className={classNames(
        'pointer-events-auto flex w-full items-start gap-3 rounded-xl border bg-card py-2 pr-2 pl-4 shadow-raised',
        isProblem ? 'border-bad/50' : 'border-line',
      )}
    >
      <span className={classNames('mt-2', isProblem ? 'text-bad' : 'text-good')}>
        <span aria-hidden="true" className="block size-2.5 rounded-full bg-current" />
      </span>
      <div className="min-w-0 grow py-1">
        <p>{isProblem ? problemText(toast.error) : toast.text}</p>
        {requestId !== '' && (
          <p className="mt-0.5 text-[0.8125rem] text-soft">
            {t.request} <code className="font-mono break-all select-all">{requestId}</code>
          </p>
        )}
      </div>
      <button
        type="button"
        aria-label={t.dismiss}
        onClick={onDismiss}
        className="grid size-9 shrink-0 place-items-center rounded-lg text-soft hover:bg-sunk hover:text-ink"
      >
        <Icon name="close" className="size-4" />
      </button>
    </div>
  );
}
