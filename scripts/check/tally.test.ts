import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tallyOfVitest } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'airside-tally-'));
function report(passed: number, failed: number, pending = 0): string {
  const file = join(folder, `${passed}-${failed}-${pending}.json`);
  writeFileSync(
    file,
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: pending, numTodoTests: 0 }),
  );
  return file;
}

test.each([
  ['tests that pass', true, report(3, 0), { passed: 3, failed: 0, skipped: 0 }],
  ['tests that fail', false, report(3, 2), { passed: 3, failed: 2, skipped: 0 }],
  ['a file that does not load', false, report(3, 0), { passed: 3, failed: 1, skipped: 0 }],
  ['no test at all', true, report(0, 0), { passed: 0, failed: 1, skipped: 0 }],
  ['skipped tests', true, report(3, 0, 1), { passed: 3, failed: 0, skipped: 1 }],
  ['no report', false, join(folder, 'none.json'), { passed: 0, failed: 1, skipped: 0 }],
])('%s are counted as they are', (_name, ok, file, expected) => {
  expect(tallyOfVitest(ok, file)).toEqual(expected);
});
