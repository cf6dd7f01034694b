import { formatTable } from '@airside/local-stack';
import type { FinishedStep, RunResult } from '../run/run.ts';

/** One line for each step, while it runs. */
export function describeStep({ name, rows, seconds }: FinishedStep): string {
  return `${seconds.toFixed(2).padStart(8)} s  ${String(rows).padStart(9)}  ${name}`;
}

/** What a run came to, by table. */
export function describeResult(result: RunResult, isDry: boolean): string {
  const byTable = Map.groupBy(
    result.steps.filter(({ name }) => name.startsWith('write ')),
    ({ name }) => name.slice('write '.length),
  );
  const rows = [...byTable].map(([table, steps]) => [table, `${sum(steps)} rows changed`]);
  const failed = result.checks.filter(({ faults }) => faults > 0);
  const head = `Run ${result.runId}: ${verdictOf(result, isDry)} in ${result.seconds.toFixed(1)} s; ${result.rowsRead} rows read, ${result.rowsChanged} changed, ${result.checks.length - failed.length} of ${result.checks.length} checks found nothing.`;
  const faults =
    result.reason === undefined ? [] : [`Not published, because of\n  ${result.reason.replaceAll('\n', '\n  ')}`];
  return [rows.length === 0 ? '' : formatTable(rows), head, ...faults].join('\n');
}

function verdictOf({ state }: RunResult, isDry: boolean): string {
  if (state === 'refused') return 'refused; the figures of before stay';
  return isDry ? 'would be published' : 'published';
}

const sum = (steps: readonly FinishedStep[]) => steps.reduce((total, { rows }) => total + rows, 0);
