/**
 * Metrics that panels and alerts name and that nothing exports yet, with what they wait for. A panel of these may be empty;
 * every other metric that is named must be there. The list shrinks to nothing.
 */
export const pending: Readonly<Record<string, readonly string[]>> = {
  'database nodes that services tell of': [
    'postgres_up',
    'postgres_writer',
    'postgres_timeline',
    'postgres_lag_seconds',
    'postgres_failovers_total',
    'postgres_unknown_outcomes_total',
    'airside:postgres_node_up:max',
    'airside:postgres_standby_lag_seconds:max',
  ],
};
