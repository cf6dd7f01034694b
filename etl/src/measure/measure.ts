import type { Db } from '@airside/postgres';
import { type Registry, sampled } from '@airside/service';
import { type Figures, findFigures } from './queries.ts';

const outcomes = ['succeeded', 'refused', 'failed', 'interrupted'] as const;

/**
 * Figures of the ETL, read from the log of its runs at each scrape: a run that somebody starts by hand is a process of its own,
 * gone before anybody could ask it.
 */
export function measureRuns(registry: Registry, warehouse: Db): void {
  const read = (of: (figures: Figures) => number | null) => async () => {
    const value = of(await findFigures(warehouse));
    return value === null ? [] : [{ value }];
  };
  sampled(registry, {
    name: 'airside_etl_last_success_timestamp_seconds',
    help: 'End of the last run that was published, in Unix time',
    read: read(({ lastSuccess }) => (lastSuccess === null ? null : lastSuccess.epochMilliseconds / 1000)),
  });
  sampled(registry, {
    name: 'airside_etl_duration_seconds',
    help: 'From begin to end of the last run',
    read: read(({ durationSeconds }) => durationSeconds),
  });
  sampled(registry, {
    name: 'airside_etl_quality_failures',
    help: 'Checks of the last run that found rows',
    read: read(({ failedChecks }) => failedChecks),
  });
  sampled(registry, {
    name: 'airside_etl_rows_total',
    help: 'Rows written by all runs into dimensions, facts and marts',
    read: read(({ rows }) => rows),
  });
  sampled(registry, {
    name: 'airside_etl_runs_total',
    help: 'Runs that ended, by outcome; interrupted: killed',
    labelNames: ['outcome'],
    async read() {
      const { runs } = await findFigures(warehouse);
      return outcomes.map((outcome) => ({ value: runs[outcome] ?? 0, labels: { outcome } }));
    },
  });
}
