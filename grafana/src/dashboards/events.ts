import type { Dashboard } from '../panel.ts';

export const events: Dashboard = {
  uid: 'airside-events',
  title: 'Events and workflows',
  description: 'From an operation event to the end of its workflow: where events wait, and what was given up.',
  rows: [
    {
      title: 'In',
      panels: [
        {
          title: 'Operation events',
          description:
            'What became of those that arrived, a minute. Refused ones are dead letters (`GET /api/ops/dead-letters`).',
          unit: 'cpm',
          queries: [
            { expr: '60 * sum by (outcome) (rate(operation_events_received_total[5m]))', legend: '{{outcome}}' },
          ],
        },
        {
          title: 'Messages not taken',
          description: 'Kept because they were no operation events; for 90 days, or until somebody replays them.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [{ expr: 'max(ingest_dead_letters)', legend: 'kept' }],
        },
        {
          title: 'Brokers',
          description: 'Connections to Kafka and RabbitMQ, where they are configured.',
          unit: 'bool_yes_no',
          trouble: { below: 1 },
          mayBeEmpty: 'no broker is configured',
          queries: [{ expr: 'broker_up', legend: '{{connection}} {{instance}}' }],
        },
      ],
    },
    {
      title: 'The bus',
      panels: [
        {
          title: 'Oldest event in an outbox',
          description:
            'Age of what has not left the database. Seconds are usual while Redis restarts; minutes mean that nobody relays.',
          unit: 's',
          trouble: { above: 30 },
          queries: [{ expr: 'airside:bus_outbox_oldest_seconds:max', legend: '{{stream}}' }],
        },
        {
          title: 'Relays',
          description: 'Instances that send the events of a stream to Redis: one each. 0: nobody does.',
          unit: 'short',
          trouble: { below: 1 },
          queries: [{ expr: 'sum by (stream) (bus_relay_active)', legend: '{{stream}}' }],
        },
        {
          title: 'Partitions that Redis does not take',
          description: 'Of 16 of a stream. Their events wait in the database, in order.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [{ expr: 'max by (stream) (bus_partitions_behind)', legend: '{{stream}}' }],
        },
        {
          title: 'Events that consumers have before them',
          description: 'Not given or not acknowledged yet, by consumer group.',
          unit: 'short',
          trouble: { above: 1000 },
          queries: [{ expr: 'airside:bus_consumer_lag_events:max', legend: '{{group}}' }],
        },
        {
          title: 'Events held',
          description: 'Tried again, parked behind such a one, or given up (dead) until somebody replays them.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [{ expr: 'sum by (state) (max by (service, group, state) (bus_held_events))', legend: '{{state}}' }],
        },
      ],
    },
    {
      title: 'Workflows',
      panels: [
        {
          title: 'Executions that ended',
          description: 'A minute, by workflow and outcome. FAILED: some travellers were not told.',
          unit: 'cpm',
          queries: [
            {
              expr: '60 * sum by (workflow, status) (rate(workflow_executions_total[5m]))',
              legend: '{{workflow}} {{status}}',
            },
          ],
        },
        {
          title: 'Executions under way',
          description: 'Begun and not ended.',
          unit: 'short',
          queries: [{ expr: 'max by (workflow) (workflow_executions_running)', legend: '{{workflow}}' }],
        },
        {
          title: 'Oldest execution under way',
          description: 'Age. Minutes: a step is tried again and again.',
          unit: 's',
          trouble: { above: 300 },
          queries: [{ expr: 'max by (workflow) (workflow_oldest_running_seconds)', legend: '{{workflow}}' }],
        },
        {
          title: 'Time of an execution',
          description: 'From its start to its end, 95 of 100.',
          unit: 's',
          trouble: { above: 60 },
          queries: [
            {
              expr: 'histogram_quantile(0.95, sum by (workflow, le) (rate(workflow_duration_seconds_bucket[5m])))',
              legend: '{{workflow}}',
            },
          ],
        },
        {
          title: 'Work that waits',
          description: 'Jobs ready or deferred, by queue.',
          unit: 'short',
          queries: [
            {
              expr: 'max by (queue, state) (operations_jobs{state=~"ready|deferred"})',
              legend: '{{queue}} {{state}}',
            },
          ],
        },
        {
          title: 'The contract’s counters',
          description: 'Events worked through, and travellers found on their flights, since the processes started.',
          unit: 'short',
          queries: [
            { expr: 'DelayEventsProcessed', legend: 'delays' },
            { expr: 'CancellationEventsProcessed', legend: 'cancellations' },
            { expr: 'GateChangeEventsProcessed', legend: 'gate changes' },
            { expr: 'WorkflowExecutions', legend: 'executions' },
            { expr: 'AffectedPassengers', legend: 'passengers' },
          ],
        },
      ],
    },
  ],
};
