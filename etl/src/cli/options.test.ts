import { expect, test } from 'vitest';
import { readCommand } from './options.ts';

test('without options a run reads what is new', () => {
  expect(readCommand([])).toEqual({ kind: 'run', run: { kind: 'incremental' }, isDry: false, data: undefined });
});

test('a backfill, a full and a dry run are asked for by name', () => {
  expect(readCommand(['--backfill', '2026-01-01..2026-01-31'])).toMatchObject({ run: { kind: 'backfill' } });
  expect(readCommand(['--full', '--dry-run'])).toMatchObject({ run: { kind: 'full' }, isDry: true });
  expect(readCommand(['-h'])).toEqual({ kind: 'help' });
});

test.each([[['--full', '--backfill', '2026-01-01..2026-01-31']], [['--backfill', 'january']], [['--fast']], [['now']]])(
  '%j is not understood',
  (args) => {
    expect(() => readCommand(args)).toThrow();
  },
);
