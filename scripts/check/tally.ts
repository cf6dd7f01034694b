/** What a step counts for in the last line of `npm test`. */
export type Tally = { passed: number; failed: number; skipped: number };

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

export function tallyOfCheck(ok: boolean): Tally {
  return ok ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
}

type Report = Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests', number> & {
  testResults: { assertionResults: { status: string; fullName: string }[] }[];
};

/**
 * Counts vitest's JSON report, and names the tests that did not run. A run that failed without a failed test (a file that does not
 * load, no report at all), or that ran none, is one failure.
 */
export function tallyOfVitest(ok: boolean, report: string | undefined): { tally: Tally; skipped: string[] } {
  const read = report === undefined ? undefined : parse(report);
  if (read === undefined) return { tally: { ...nothing, failed: 1 }, skipped: [] };
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests, testResults } = read;
  const isSilentFailure = failed === 0 && (!ok || passed === 0);
  const didNotRun = ['pending', 'skipped', 'todo', 'disabled'];
  return {
    tally: { passed, failed: isSilentFailure ? 1 : failed, skipped: numPendingTests + numTodoTests },
    skipped: testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => didNotRun.includes(status))
      .map(({ fullName }) => fullName),
  };
}

/** On CI a test that does not run is a test that fails. */
export function forbidSkipping(total: Tally): Tally {
  return { passed: total.passed, failed: total.failed + total.skipped, skipped: 0 };
}

/** The last line of `npm test`, which CI reads. */
export function summaryLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A run that was killed may leave half a report. */
function parse(report: string): Report | undefined {
  try {
    return JSON.parse(report) as Report;
  } catch {
    return undefined;
  }
}
