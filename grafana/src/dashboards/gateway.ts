import type { Dashboard } from '../panel.ts';

const requests = (by: string, more = '') =>
  `sum by (${by}) (rate(http_request_duration_seconds_count{service="gateway"${more}}[$__rate_interval]))`;
const quantile = (q: number) =>
  `histogram_quantile(${q}, sum by (le) (rate(http_request_duration_seconds_bucket{service="gateway"}[$__rate_interval])))`;

export const gateway: Dashboard = {
  uid: 'airside-gateway',
  title: 'Gateway',
  description: 'The one door: what comes in, how it is answered, and what the gateway does about faults behind it.',
  rows: [
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests by status',
          description: 'All requests. 499: the client left before an answer. 429: above its limit.',
          unit: 'reqps',
          queries: [{ expr: requests('status'), legend: '{{status}}' }],
        },
        {
          title: 'Requests by path',
          description: 'By the rows of the routing table; `own` is what the gateway answers itself.',
          unit: 'reqps',
          queries: [{ expr: requests('route'), legend: '{{route}}' }],
        },
        {
          title: 'Faults by service',
          description: 'Share of answers with 500 or above, by the service that was to answer.',
          unit: 'percentunit',
          trouble: { above: 0.01 },
          queries: [
            {
              expr: `(${requests('upstream', ',status=~"5.."')} or 0 * ${requests('upstream')}) / (${requests('upstream')} > 0)`,
              legend: '{{upstream}}',
            },
          ],
        },
        {
          title: 'Time to answer',
          description:
            'Half of the requests, 99 of 100, and 999 of 1000 are answered within these times. A dot is one request: its trace.',
          unit: 's',
          trouble: { above: 1 },
          queries: [
            { expr: quantile(0.5), legend: 'p50' },
            { expr: quantile(0.99), legend: 'p99' },
            { expr: quantile(0.999), legend: 'p99.9' },
          ],
        },
        {
          title: 'Time to answer by path',
          description: 'p99 by the rows of the routing table.',
          unit: 's',
          trouble: { above: 1 },
          queries: [{ expr: 'airside:http_duration_seconds:p99_1m{service="gateway"}', legend: '{{route}}' }],
        },
        {
          title: 'Refused for their number',
          description: 'Requests answered with 429: more than 100 a second from one user or address.',
          unit: 'reqps',
          trouble: { above: 50 },
          queries: [{ expr: 'sum(rate(gateway_rate_limited_total[$__rate_interval]))', legend: 'refused' }],
        },
      ],
    },
    {
      title: 'Behind it',
      panels: [
        {
          title: 'Calls under way',
          description: 'By instance, streams and sockets included. One that grows while others do not is slow.',
          unit: 'short',
          trouble: { above: 256 },
          queries: [{ expr: 'gateway_in_flight', legend: '{{instance_name}}' }],
        },
        {
          title: 'Calls that wait',
          description: 'For a place at an instance (256 calls at once). Above zero for long: more instances.',
          unit: 'short',
          trouble: { above: 50 },
          queries: [{ expr: 'gateway_queued', legend: '{{instance_name}}' }],
        },
        {
          title: 'Calls sent again',
          description: 'Attempts after the first, by service. Each is a fault that a client did not see.',
          unit: 'cps',
          trouble: { above: 5 },
          queries: [
            { expr: 'sum by (upstream) (rate(gateway_retries_total[$__rate_interval]))', legend: '{{upstream}}' },
          ],
        },
        {
          title: 'WebSockets',
          description: 'Open through the gateway.',
          unit: 'short',
          queries: [{ expr: 'gateway_web_sockets', legend: '{{instance}}' }],
        },
      ],
    },
  ],
};
