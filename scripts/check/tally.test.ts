import { expect, test } from 'vitest';
import { add, forbidSkipping, summaryLine, tallyOfCheck, tallyOfVitest } from './tally.ts';

function report(passed: number, failed: number, skipped: string[] = []): string {
  return JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped.length,
    numTodoTests: 0,
    testResults: [{ assertionResults: skipped.map((fullName) => ({ status: 'skipped', fullName })) }],
  });
}

test.each([
  ['tests that pass', true, report(3, 0), { passed: 3, failed: 0, skipped: 0 }],
  ['tests that fail', false, report(3, 2), { passed: 3, failed: 2, skipped: 0 }],
  ['a file that does not load', false, report(3, 0), { passed: 3, failed: 1, skipped: 0 }],
  ['no test at all', true, report(0, 0), { passed: 0, failed: 1, skipped: 0 }],
  ['only skipped tests', true, report(0, 0, ['a']), { passed: 0, failed: 1, skipped: 1 }],
  ['no report', false, undefined, { passed: 0, failed: 1, skipped: 0 }],
  ['no report from a run that claims success', true, undefined, { passed: 0, failed: 1, skipped: 0 }],
  ['half a report', false, '{"numPassedTests": 3', { passed: 0, failed: 1, skipped: 0 }],
])('%s are counted as they are', (_name, ok, text, expected) => {
  expect(tallyOfVitest(ok, text).tally).toEqual(expected);
});

test('skipped tests are counted and named', () => {
  expect(tallyOfVitest(true, report(3, 0, ['the moon']))).toEqual({
    tally: { passed: 3, failed: 0, skipped: 1 },
    skipped: ['the moon'],
  });
});

test('where skipping is forbidden, a skipped test is a failed one', () => {
  expect(forbidSkipping({ passed: 3, failed: 1, skipped: 2 })).toEqual({ passed: 3, failed: 3, skipped: 0 });
});

test('the last line names skipped tests only where there are some', () => {
  const total = add(tallyOfCheck(true), tallyOfCheck(false));
  expect(summaryLine(total)).toBe('1 passed, 1 failed');
  expect(summaryLine({ ...total, skipped: 2 })).toBe('1 passed, 1 failed, 2 skipped');
});
