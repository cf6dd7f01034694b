import type { EventOf } from '@airside/contracts';
import { createEvent } from '@airside/events';
import type { RunKind } from '../extract/rules.ts';
import type { CheckResult } from '../quality/rules.ts';
import type { Finished } from './queries.ts';

/** Whoever keeps a copy of figures may ask for new ones; whoever is on duty sees what was refused. */
export function runFinished(facts: {
  runId: number;
  kind: RunKind['kind'];
  finished: Finished;
  checks: readonly CheckResult[];
  at: Temporal.Instant;
}): EventOf<'warehouse.run_finished'> {
  const { runId, kind, finished, checks, at } = facts;
  return createEvent(
    {
      type: 'warehouse.run_finished',
      source: '/etl_service',
      subject: 'warehouse',
      data: {
        run_id: runId,
        kind,
        outcome: finished.state,
        rows_read: finished.rowsRead,
        rows_changed: finished.rowsChanged,
        failed_checks: checks.filter(({ faults }) => faults > 0).map(({ name }) => name),
        timestamp: at.toString(),
      },
    },
    { id: `etl-run-${runId}-${at.epochMilliseconds}`, time: at },
  );
}
