import { counter, Histogram, type Registry } from '@airside/service';
import { type FailureReason, failureReasons } from './failure.ts';

export type WriterMetrics = {
  /** A wording that is used. */
  onUsed(): void;
  onFailed(reason: FailureReason): void;
  onCalled(durationMs: number): void;
};

/** Figures of the writer; labels are of bounded sets, and every series exists at zero. */
export function measureWriter(registry: Registry): WriterMetrics {
  const used = counter(registry, 'llm_invocations_success_total', 'Wordings of the language model that were used');
  const failed = counter(
    registry,
    'llm_invocations_failed_total',
    'Wordings in whose place the templates were used, by reason',
    ['reason'],
  );
  for (const reason of failureReasons) failed.inc({ reason }, 0);
  const duration = new Histogram({
    name: 'llm_invocation_seconds',
    help: 'Calls of the language model, good or not, in seconds',
    buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 5],
    registers: [registry],
  });
  return {
    onUsed: () => used.inc(),
    onFailed: (reason) => failed.inc({ reason }),
    onCalled: (durationMs) => duration.observe(durationMs / 1000),
  };
}
