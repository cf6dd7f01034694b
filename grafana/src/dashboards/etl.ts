import type { Dashboard } from '../panel.ts';

export const etl: Dashboard = {
  uid: 'airside-etl',
  title: 'ETL',
  description: 'The nightly load into the warehouse, on which the reports stand.',
  rows: [
    {
      title: 'Runs',
      panels: [
        {
          title: 'Time since the last success',
          description: 'Above 26 hours a night was missed, and reports show older figures.',
          unit: 's',
          trouble: { above: 26 * 3600 },
          queries: [{ expr: 'time() - max(airside_etl_last_success_timestamp_seconds)', legend: 'age' }],
        },
        {
          title: 'Runs',
          description: 'Within a day, by outcome.',
          unit: 'short',
          queries: [{ expr: 'sum by (outcome) (increase(airside_etl_runs_total[1d]))', legend: '{{outcome}}' }],
        },
        {
          title: 'Time of the last run',
          description: 'From its start to its end.',
          unit: 's',
          trouble: { above: 3600 },
          queries: [{ expr: 'max(airside_etl_duration_seconds)', legend: 'duration' }],
        },
        {
          title: 'Rows loaded',
          description: 'A day.',
          unit: 'short',
          queries: [{ expr: 'sum(increase(airside_etl_rows_total[1d]))', legend: 'rows' }],
        },
        {
          title: 'Checks that found something',
          description: 'Figures that have to agree and do not.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [{ expr: 'max(airside_etl_quality_failures)', legend: 'failures' }],
        },
      ],
    },
  ],
};
