import type { Dashboard } from '../panel.ts';

export const services: Dashboard = {
  uid: 'airside-services',
  title: 'Services and runtime',
  description: 'Each service by the routes it answers, and each process by what its runtime says.',
  rows: [
    {
      title: 'Requests',
      panels: [
        {
          title: 'Requests by service',
          description: 'As the services themselves count them, calls from each other and health checks included.',
          unit: 'reqps',
          queries: [{ expr: 'sum by (service) (airside:http_requests:rate1m)', legend: '{{service}}' }],
        },
        {
          title: 'Faults by route',
          description:
            'Answers with 500 or above a second, by service and route template; routes without any are left out.',
          unit: 'reqps',
          trouble: { above: 0.1 },
          mayBeEmpty: 'no route has faults while all is well',
          queries: [{ expr: 'airside:http_errors:rate1m > 0', legend: '{{service}} {{route}}' }],
        },
        {
          title: 'Slowest routes',
          description: 'p99 of the ten slowest route templates.',
          unit: 's',
          trouble: { above: 1 },
          queries: [
            {
              expr: 'topk(10, airside:http_duration_seconds:p99_1m{service!="gateway",route!~"/metrics|/health.*|/services"})',
              legend: '{{service}} {{route}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Runtime',
      panels: [
        {
          title: 'Event-loop lag',
          description:
            'How late a timer of the process fires, 99th percentile between two scrapes. Everything it answers is late by as much.',
          unit: 's',
          trouble: { above: 0.2 },
          queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds', legend: '{{instance}}' }],
        },
        {
          title: 'CPU',
          description: 'Cores in use. A process runs JavaScript on one; password hashing and compression add threads.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [{ expr: 'rate(process_cpu_seconds_total[$__rate_interval])', legend: '{{instance}}' }],
        },
        {
          title: 'Garbage collection',
          description: 'Share of time spent on it.',
          unit: 'percentunit',
          trouble: { above: 0.1 },
          queries: [
            {
              expr: 'sum by (instance) (rate(nodejs_gc_duration_seconds_sum[$__rate_interval]))',
              legend: '{{instance}}',
            },
          ],
        },
        {
          title: 'Heap in use',
          description: 'JavaScript objects. A saw tooth is usual; a slope is a leak.',
          unit: 'bytes',
          trouble: { above: 1_500_000_000 },
          queries: [{ expr: 'nodejs_heap_size_used_bytes', legend: '{{instance}}' }],
        },
        {
          title: 'Memory of the process',
          description: 'What the system gives it (RSS).',
          unit: 'bytes',
          queries: [{ expr: 'process_resident_memory_bytes{job!~"prometheus|alertmanager"}', legend: '{{instance}}' }],
        },
        {
          title: 'Time since start',
          description: 'A line that falls to zero is a restart.',
          unit: 's',
          queries: [{ expr: 'time() - process_start_time_seconds', legend: '{{instance}}' }],
        },
      ],
    },
  ],
};
