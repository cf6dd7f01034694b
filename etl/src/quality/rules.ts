import type { CheckKind } from './checks.ts';

/** What a check found. */
export type CheckResult = {
  name: string;
  kind: CheckKind;
  /** Rows that break it. */
  faults: number;
  /** Some of them, in words that name the row. */
  examples: string[];
};

/** Rows that a result names at most. */
export const mostExamples = 10;

export type Verdict = { kind: 'publish' } | { kind: 'refuse'; reason: string };

/** One row that breaks one check is enough: figures that may be wrong are worth less than those of yesterday. */
export function decidePublishing(results: readonly CheckResult[]): Verdict {
  const failed = results.filter(({ faults }) => faults > 0);
  if (failed.length === 0) return { kind: 'publish' };
  const lines = failed.map(({ name, faults, examples }) => {
    const more = faults > examples.length ? `, and ${faults - examples.length} more` : '';
    return `${name}: ${examples.join('; ')}${more}`;
  });
  return { kind: 'refuse', reason: lines.join('\n') };
}
