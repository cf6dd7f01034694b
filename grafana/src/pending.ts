/**
 * Metrics that panels and alerts name and that nothing exports yet, with what they wait for. A panel of these may be empty;
 * every other metric that is named must be there. The list shrinks to nothing.
 */
export const pending: Readonly<Record<string, readonly string[]>> = {
  'the ETL': [
    'airside_etl_last_success_timestamp_seconds',
    'airside_etl_runs_total',
    'airside_etl_rows_total',
    'airside_etl_duration_seconds',
    'airside_etl_quality_failures',
  ],
};
