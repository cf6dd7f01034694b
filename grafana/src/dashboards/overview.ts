import type { Dashboard } from '../panel.ts';

export const overview: Dashboard = {
  uid: 'airside-overview',
  title: 'Overview',
  description:
    'What is broken, for whom, since when. What to do: the runbook that an alert names, in docs/failure-modes.md.',
  rows: [
    {
      title: 'Now',
      panels: [
        {
          title: 'Pages',
          description:
            'Alerts firing that wake somebody. Their names, summaries and runbooks: the panel “Alerts firing” and Alertmanager.',
          unit: 'short',
          isNumber: true,
          trouble: { above: 1 },
          queries: [{ expr: 'count(ALERTS{alertstate="firing",severity="page"}) or vector(0)' }],
        },
        {
          title: 'Tickets',
          description: 'Alerts firing that somebody looks at during the day.',
          unit: 'short',
          isNumber: true,
          trouble: { above: 1 },
          queries: [{ expr: 'count(ALERTS{alertstate="firing",severity="ticket"}) or vector(0)' }],
        },
        {
          title: 'Instances up',
          description: 'Processes that answer Prometheus, of those it knows.',
          unit: 'percentunit',
          isNumber: true,
          trouble: { below: 1 },
          queries: [{ expr: 'avg(up)' }],
        },
        {
          title: 'Breakers open',
          description: 'Instances that the gateway does not call for a moment because their calls failed.',
          unit: 'short',
          isNumber: true,
          trouble: { above: 1 },
          queries: [{ expr: 'count(gateway_breaker_state == 2) or vector(0)' }],
        },
        {
          title: 'Events given up',
          description: 'Dead letters of all services: later events of the same flights wait behind them.',
          unit: 'short',
          isNumber: true,
          trouble: { above: 1 },
          queries: [{ expr: 'sum(airside:bus_dead_events:max)' }],
        },
        {
          title: 'Oldest notice waiting',
          description: 'Age of the oldest notice that is with no provider yet.',
          unit: 's',
          isNumber: true,
          trouble: { above: 300 },
          queries: [{ expr: 'max(notification_oldest_unsent_seconds)' }],
        },
      ],
    },
    {
      title: 'Objectives',
      panels: [
        {
          title: 'Budget left',
          description:
            'Share of the budget of three days that is left: 1 nothing was bad, 0 all is used up, below: the objective is missed.',
          unit: 'percentunit',
          trouble: { below: 0 },
          queries: [
            {
              expr: '1 - airside:slo_errors:ratio_rate3d / on (slo) (1 - airside:slo_objective:ratio)',
              legend: '{{slo}}',
            },
          ],
        },
        {
          title: 'Burn rate',
          description:
            'How many times as fast as allowed the budget is used, over five minutes. Above 14.4, also over an hour, somebody is woken.',
          unit: 'short',
          trouble: { above: 14.4 },
          queries: [
            {
              expr: 'airside:slo_errors:ratio_rate5m / on (slo) (1 - airside:slo_objective:ratio)',
              legend: '{{slo}}',
            },
          ],
        },
        {
          title: 'Alerts firing',
          description: 'Which, since when. Empty when all is well.',
          unit: 'short',
          mayBeEmpty: 'no alert fires while all is well',
          queries: [
            {
              expr: 'count by (alertname, severity, service, slo, cluster) (ALERTS{alertstate="firing"})',
              legend: '{{alertname}} {{service}}{{slo}}{{cluster}}',
            },
          ],
        },
      ],
    },
    {
      title: 'For whom',
      panels: [
        {
          title: 'Requests by service',
          description: 'Requests through the gateway by the service that answered; `own` is the gateway itself.',
          unit: 'reqps',
          queries: [
            {
              expr: 'sum by (upstream) (rate(http_request_duration_seconds_count{service="gateway"}[$__rate_interval]))',
              legend: '{{upstream}}',
            },
          ],
        },
        {
          title: 'Faults by path',
          description: 'Share of answers with a status of 500 or above, by the rows of the routing table.',
          unit: 'percentunit',
          trouble: { above: 0.01 },
          queries: [
            {
              expr: 'airside:http_errors:rate1m{service="gateway"} / (airside:http_requests:rate1m{service="gateway"} > 0)',
              legend: '{{route}}',
            },
          ],
        },
        {
          title: 'Slowest of a hundred, by path',
          description: 'Time within which 99 of 100 requests are answered (p99), at the gateway.',
          unit: 's',
          trouble: { above: 1 },
          queries: [{ expr: 'airside:http_duration_seconds:p99_1m{service="gateway"}', legend: '{{route}}' }],
        },
        {
          title: 'Instances by service',
          description: 'Processes that answer Prometheus. One that is missing here is gone or hangs.',
          unit: 'short',
          trouble: { below: 1 },
          queries: [{ expr: 'sum by (service) (up)', legend: '{{service}}' }],
        },
        {
          title: 'Flights’ events worked through',
          description: 'Executions of workflows that ended, a minute.',
          unit: 'cpm',
          queries: [{ expr: '60 * sum by (workflow) (rate(workflow_executions_total[5m]))', legend: '{{workflow}}' }],
        },
        {
          title: 'Notices handed over',
          description: 'Notices to travellers that a provider has taken, a minute.',
          unit: 'cpm',
          queries: [{ expr: '60 * sum by (channel) (rate(notifications_sent_total[5m]))', legend: '{{channel}}' }],
        },
      ],
    },
  ],
};
