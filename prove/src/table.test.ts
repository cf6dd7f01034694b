import { expect, test } from 'vitest';
import { mainFigures, type Proven, tabulate } from './table.ts';

const proven = (more: Partial<Proven>): Proven => ({
  name: 'one',
  proves: ['R1'],
  finding: { ok: true, figures: { lost: 0 } },
  tookMs: 1000,
  ...more,
});
const row = (all: Proven[], id: string) => tabulate(all).find((one) => one.id === id);

test('a requirement that no experiment proves has a row that says so', () => {
  expect(tabulate([]).map(({ result }) => result)).toEqual(Array(32).fill('not proven'));
  expect(row([proven({})], 'R2')).toMatchObject({ result: 'not proven' });
});

test('a requirement of two experiments holds where both held, and takes the time of both', () => {
  const bad = proven({ name: 'two', finding: { ok: false, figures: {} }, tookMs: 2000 });
  expect(row([proven({}), proven({ name: 'two' })], 'R1')).toMatchObject({ result: 'held', seconds: '2' });
  expect(row([proven({}), bad], 'R1')).toMatchObject({ result: 'DID NOT HOLD', seconds: '3', by: 'one, two' });
});

test('what this machine could not run is not called held, and a failure beside it is still told', () => {
  const skipped = proven({ name: 'two', finding: { ok: true, figures: {}, notRun: 'not run: needs root' } });
  expect(row([proven({}), skipped], 'R1')).toMatchObject({ result: 'not run', figures: 'lost 0; not run: needs root' });
  const bad = proven({ finding: { ok: false, figures: {} } });
  expect(row([bad, skipped], 'R1')).toMatchObject({ result: 'DID NOT HOLD' });
});

test('one experiment may prove several requirements, each with a result of its own', () => {
  const parts = { S1: { ok: true, figure: 'wrong decisions 0' }, S2: { ok: false, figure: '5xx 3' } };
  const security = proven({ proves: ['S1', 'S2', 'S3'], finding: { ok: false, figures: {}, parts } });
  expect(row([security], 'S1')).toMatchObject({ result: 'held', figures: 'wrong decisions 0' });
  expect(row([security], 'S2')).toMatchObject({ result: 'DID NOT HOLD', figures: '5xx 3' });
  expect(row([security], 'S3')).toMatchObject({ result: 'DID NOT HOLD' });
});

test('an experiment beside the requirements has a row at the end', () => {
  expect(tabulate([proven({ name: 'control', proves: [] })]).at(-1)).toMatchObject({ id: '', what: 'control' });
});

test('of many figures those are shown that say what went wrong', () => {
  const figures = { runs: 3, calls: 900, 'added p99, ms': 12, lost: 0, failedCalls: 0 };
  expect(mainFigures(figures)).toBe('lost 0, failedCalls 0, added p99, ms 12');
});
