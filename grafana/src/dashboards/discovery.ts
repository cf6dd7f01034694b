import type { Dashboard } from '../panel.ts';

export const discovery: Dashboard = {
  uid: 'airside-discovery',
  title: 'Discovery and breakers',
  description: 'Who is registered, whom the gateway trusts with traffic, and what it did when calls failed.',
  rows: [
    {
      title: 'Discovery',
      panels: [
        {
          title: 'Registered instances',
          description: 'By service; those that drain are on their way out.',
          unit: 'short',
          trouble: { below: 1 },
          queries: [{ expr: 'discovery_instances{state="up"}', legend: '{{listed_service}}' }],
        },
        {
          title: 'Draining instances',
          description: 'They finish what they have and take nothing new.',
          unit: 'short',
          queries: [{ expr: 'discovery_instances{state="draining"}', legend: '{{listed_service}}' }],
        },
        {
          title: 'Age of the gateway’s list',
          description:
            'Time since discovery last answered. It answers at least every 25 s; above that the last known list stays in use.',
          unit: 's',
          trouble: { above: 45 },
          queries: [{ expr: 'gateway_directory_age_seconds', legend: '{{instance}}' }],
        },
        {
          title: 'Discovery has heard everybody',
          description: '0 for some seconds after its restart: nobody is dropped on its word until then.',
          unit: 'bool_yes_no',
          trouble: { below: 1 },
          queries: [{ expr: 'discovery_settled', legend: '{{instance}}' }],
        },
      ],
    },
    {
      title: 'Breakers and ejections',
      panels: [
        {
          title: 'Breakers',
          description: '0 closed, 1 half-open (one call may try), 2 open for 10 s after three failures within 17.5 s.',
          unit: 'short',
          trouble: { above: 2 },
          queries: [{ expr: 'gateway_breaker_state', legend: '{{instance_name}}' }],
        },
        {
          title: 'Breakers that opened',
          description: 'Within five minutes, by service.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [
            {
              expr: 'sum by (upstream) (increase(gateway_breaker_changes_total{state="open"}[5m]))',
              legend: '{{upstream}}',
            },
          ],
        },
        {
          title: 'Healthy by the gateway’s checks',
          description: '0: fails its health checks and gets no traffic, unless more than half of the service do.',
          unit: 'bool_yes_no',
          trouble: { below: 1 },
          queries: [{ expr: 'gateway_healthy', legend: '{{instance_name}}' }],
        },
        {
          title: 'Put aside',
          description: '1: ejected for failing calls in a row, for 5 s and longer each time.',
          unit: 'bool_yes_no',
          trouble: { above: 1 },
          queries: [{ expr: 'gateway_ejected', legend: '{{instance_name}}' }],
        },
        {
          title: 'Ejections',
          description: 'Within five minutes, by service.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [{ expr: 'sum by (upstream) (increase(gateway_ejections_total[5m]))', legend: '{{upstream}}' }],
        },
        {
          title: 'Calls sent again',
          description: 'Within five minutes, by service: faults that clients did not see.',
          unit: 'short',
          queries: [{ expr: 'sum by (upstream) (increase(gateway_retries_total[5m]))', legend: '{{upstream}}' }],
        },
      ],
    },
  ],
};
