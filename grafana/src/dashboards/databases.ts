import type { Dashboard } from '../panel.ts';

export const databases: Dashboard = {
  uid: 'airside-databases',
  title: 'PostgreSQL and Redis',
  description: 'Nodes, roles and lag; connections of the services; Redis and what is cached in it.',
  rows: [
    {
      title: 'PostgreSQL',
      panels: [
        {
          title: 'Nodes',
          description:
            '1 while any service reaches the node. A cluster has one primary and two standbys; with one standby left writes go on, with none they wait.',
          unit: 'bool_yes_no',
          trouble: { below: 1 },
          queries: [{ expr: 'airside:postgres_node_up:max', legend: '{{cluster}} {{node}}' }],
        },
        {
          title: 'Primary',
          description: '1 for the node that writes go to; a step is a failover.',
          unit: 'bool_yes_no',
          queries: [{ expr: 'max by (cluster, node) (postgres_writer)', legend: '{{cluster}} {{node}}' }],
        },
        {
          title: 'Lag of standbys',
          description: 'Age of their data. Above 2 s a standby answers no reads.',
          unit: 's',
          trouble: { above: 10 },
          queries: [{ expr: 'airside:postgres_standby_lag_seconds:max', legend: '{{cluster}} {{node}}' }],
        },
        {
          title: 'Failovers',
          description:
            'Changes of the primary within an hour, as the services saw them; and the timeline, which counts them.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [
            { expr: 'max by (cluster) (increase(postgres_failovers_total[1h]))', legend: '{{cluster}} failovers' },
          ],
        },
        {
          title: 'Writes with an unknown outcome',
          description: 'Sent and not answered: their clients were told to ask again with the same key.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [
            { expr: 'sum by (cluster) (increase(postgres_unknown_outcomes_total[5m]))', legend: '{{cluster}}' },
          ],
        },
        {
          title: 'Connections in use',
          description: 'Of 20 that an instance may have to a node.',
          unit: 'short',
          trouble: { above: 20 },
          queries: [
            {
              expr: 'sum by (instance, node) (postgres_pool_connections{state="busy"})',
              legend: '{{instance}} {{node}}',
            },
          ],
        },
        {
          title: 'Waiting for a connection',
          description: 'Statements, by instance. Above zero for long: slow statements, a lock, or too much traffic.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [{ expr: 'sum by (instance) (postgres_pool_waiting)', legend: '{{instance}}' }],
        },
      ],
    },
    {
      title: 'Redis',
      panels: [
        {
          title: 'Redis nodes',
          description:
            '1 while a node answers discovery. Of three masters one may be gone: a third of caches and events waits.',
          unit: 'bool_yes_no',
          trouble: { below: 1 },
          queries: [{ expr: 'redis_up', legend: '{{node}}' }],
        },
        {
          title: 'Time of commands',
          description: 'p99 by service. A command that takes longer than 250 ms is given up.',
          unit: 's',
          trouble: { above: 0.1 },
          queries: [
            {
              expr: 'histogram_quantile(0.99, sum by (service, le) (rate(redis_command_duration_seconds_bucket[$__rate_interval])))',
              legend: '{{service}}',
            },
          ],
        },
        {
          title: 'Commands that failed',
          description: 'By instance: Redis did not answer in time, or the connection was gone.',
          unit: 'cps',
          trouble: { above: 1 },
          queries: [
            {
              expr: 'sum by (instance) (rate(redis_command_duration_seconds_count{outcome="failed"}[$__rate_interval]))',
              legend: '{{instance}}',
            },
          ],
        },
        {
          title: 'Commands of a node',
          description: 'A second, by node. Very unequal lines: one flight is much in demand.',
          unit: 'cps',
          queries: [{ expr: 'rate(redis_commands_processed[$__rate_interval])', legend: '{{node}}' }],
        },
        {
          title: 'Memory of a node',
          description: 'Streams that nobody works off grow here first.',
          unit: 'bytes',
          queries: [{ expr: 'redis_memory_used_bytes', legend: '{{node}}' }],
        },
        {
          title: 'Connections and evictions',
          description: 'Clients of a node; keys dropped for want of memory should stay at zero.',
          unit: 'short',
          queries: [
            { expr: 'redis_clients', legend: 'clients {{node}}' },
            { expr: 'redis_evicted_keys', legend: 'evicted {{node}}' },
          ],
        },
        {
          title: 'Cache hits',
          description:
            'Share of answers that came from the cache: searches of a market, pages of a flight, lists of flights.',
          unit: 'percentunit',
          queries: [{ expr: 'airside:cache_hits:ratio_rate5m', legend: '{{cache}}' }],
        },
        {
          title: 'Cache not usable',
          description: 'Looks into the cache while Redis did not answer: the database answers in its place.',
          unit: 'cps',
          trouble: { above: 1 },
          queries: [
            {
              expr: 'sum by (instance) (rate(cache_lookups_total{result="unusable"}[$__rate_interval]))',
              legend: '{{instance}}',
            },
          ],
        },
      ],
    },
  ],
};
