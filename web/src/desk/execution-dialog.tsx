import type { ExecutionDetails, ExecutionStep } from '@airside/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApp } from '../app/deps.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { formatMs } from '../system/rules.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ProblemState } from '../ui/problem-state.tsx';
import { SkeletonList } from '../ui/skeleton.tsx';
import { uiTexts } from '../ui/texts.ts';
import { executionQuery, retryExecution } from './calls.ts';
import { ExecutionState } from './execution-state.tsx';
import { tookMs } from './rules.ts';
import { deskTexts } from './texts.ts';

/** One execution, step by step. */
export function ExecutionDialog({ id, onClose }: { id: number | undefined; onClose: () => void }) {
  const t = useTexts(deskTexts);
  const ui = useTexts(uiTexts);
  const { call } = useApp();
  const { data, error } = useQuery(executionQuery(call, id));
  return (
    <Dialog
      title={data === undefined ? t.steps : `${t[data.workflow]} · ${data.flightId}`}
      isOpen={id !== undefined}
      onClose={onClose}
    >
      {data === undefined && error === null && <SkeletonList label={ui.loading} rowClass="h-10" />}
      {error !== null && <ProblemState error={error} />}
      {data !== undefined && <Timeline execution={data} />}
    </Dialog>
  );
}

function Timeline({ execution }: { execution: ExecutionDetails }) {
  const t = useTexts(deskTexts);
  const { call } = useApp();
  const cache = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => retryExecution(call, execution.id),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['desk'] }),
  });
  return (
    <div className="grid gap-4">
      <p className="flex flex-wrap items-center justify-between gap-2 text-sm text-soft">
        <span className="min-w-0 font-mono break-all">{execution.eventId}</span>
        <ExecutionState status={execution.status} />
      </p>
      <ol className="grid">
        {execution.steps.map((step) => (
          <Step key={`${step.parent ?? ''}/${step.name}`} step={step} />
        ))}
      </ol>
      {execution.status === 'FAILED' && (
        <Button isBusy={isPending} onClick={() => mutate()}>
          {t.retry}
        </Button>
      )}
    </div>
  );
}

const dots: Readonly<Record<string, string>> = {
  WAITING: 'border-edge bg-card',
  RUNNING: 'border-accent bg-accent pulse-soft',
  SUCCEEDED: 'border-good bg-good',
  FAILED: 'border-bad bg-bad',
};

function Step({ step }: { step: ExecutionStep }) {
  const t = useTexts(deskTexts);
  const took = tookMs(step);
  return (
    <li
      className={classNames('relative border-l-2 border-line pb-4 pl-5 last:pb-0', step.parent !== undefined && 'ml-6')}
    >
      <span
        aria-hidden="true"
        className={classNames('absolute top-1.5 -left-[7px] size-3 rounded-full border-2', dots[step.status] ?? '')}
      />
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium">{step.name}</span>
        <span className="text-sm text-soft">
          {step.attempts > 1 && `${t.attempts(step.attempts)} · `}
          {took === undefined ? t[step.status] : formatMs(took)}
        </span>
      </p>
      {step.batches !== undefined && step.batches.length > 0 && (
        <p className="text-sm text-soft">
          {t.batches(
            step.batches.length,
            step.batches.reduce((sum, { travellers }) => sum + travellers, 0),
          )}
        </p>
      )}
      {step.error !== null && step.status !== 'SUCCEEDED' && <p className="text-sm text-bad">{step.error}</p>}
      {step.output !== null && step.output !== undefined && (
        <details className="mt-1 text-sm">
          <summary className="cursor-pointer text-soft">{t.output}</summary>
          <pre className="mt-1 max-h-40 overflow-auto rounded-lg bg-sunk p-3 text-xs" tabIndex={0}>
            {JSON.stringify(step.output, null, 2)}
          </pre>
        </details>
      )}
    </li>
  );
}
