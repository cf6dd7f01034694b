import { parseArgs } from 'node:util';
import { parseRange, type RunKind } from '../extract/rules.ts';

export const help = `npm run etl -- [--full | --backfill FROM..TO] [--dry-run] [--data DIR]

  Loads what is new since the last run into the warehouse: reads it from the replicas, checks it, and publishes it in one step.
  Run it as often as you like: a second run changes nothing.

  --full                         read everything again
  --backfill 2026-01-01..2026-01-31
                                 read these days again (both included), besides what is new
  --dry-run                      do all of it, show what would change, and change nothing
  --data DIR                     data folder of the stack (default: AIRSIDE_DATA, else .airside in the checkout)
  --help                         this text

  Without a stack on this machine: DATABASE_URLS (the warehouse), SOURCE_BOOKING_URLS and SOURCE_USERS_URLS (all nodes of each).
  Exit status: 0 published (or would be), 1 failed, 2 not understood, 3 refused by a check, 4 another run is under way.`;

export type Command = { kind: 'help' } | { kind: 'run'; run: RunKind; isDry: boolean; data: string | undefined };

/** Throws RangeError, or TypeError for an unknown option, with a text for the user. */
export function readCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      full: { type: 'boolean', default: false },
      backfill: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return { kind: 'help' };
  if (values.full && values.backfill !== undefined)
    throw new RangeError('--full reads every day: no --backfill besides');
  const run: RunKind = values.full
    ? { kind: 'full' }
    : values.backfill === undefined
      ? { kind: 'incremental' }
      : { kind: 'backfill', range: parseRange(values.backfill) };
  return { kind: 'run', run, isDry: values['dry-run'], data: values.data };
}
