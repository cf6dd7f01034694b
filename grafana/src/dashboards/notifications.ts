import type { Dashboard } from '../panel.ts';

const handover = (q: number) =>
  `histogram_quantile(${q}, sum by (le) (rate(notification_handover_seconds_bucket{channel!="in_app"}[5m])))`;

export const notifications: Dashboard = {
  uid: 'airside-notifications',
  title: 'Notifications',
  description:
    'Whether travellers are told in time, by which channel, in whose words; mails of accounts, webhooks and rooms.',
  rows: [
    {
      title: 'Notices',
      panels: [
        {
          title: 'Handed over',
          description: 'Notices that a provider has taken, a minute.',
          unit: 'cpm',
          queries: [{ expr: '60 * sum by (channel) (rate(notifications_sent_total[5m]))', legend: '{{channel}}' }],
        },
        {
          title: 'From event to provider',
          description: 'Half, and 99 of 100, are handed over within. Hours in which a reader wants none do not count.',
          unit: 's',
          trouble: { above: 1800 },
          queries: [
            { expr: handover(0.5), legend: 'p50' },
            { expr: handover(0.99), legend: 'p99' },
          ],
        },
        {
          title: 'Oldest that waits',
          description: 'Planned, queued or being sent. Grows while a provider is down.',
          unit: 's',
          trouble: { above: 300 },
          queries: [{ expr: 'max(notification_oldest_unsent_seconds)', legend: 'age' }],
        },
        {
          title: 'On their way',
          description: 'By channel and state. HELD: its reader wants none at this hour.',
          unit: 'short',
          queries: [{ expr: 'max by (channel, state) (notification_pending)', legend: '{{channel}} {{state}}' }],
        },
        {
          title: 'Not handed over',
          description: 'Within five minutes, by reason: refused by the provider, outcome unknown, attempts used up.',
          unit: 'short',
          trouble: { above: 1 },
          queries: [
            {
              expr: 'sum by (reason) (increase(notification_deliveries_total{state="FAILED"}[5m]))',
              legend: '{{reason}}',
            },
          ],
        },
        {
          title: 'Work that waits',
          description: 'Jobs of the notification service, by queue.',
          unit: 'short',
          queries: [
            {
              expr: 'max by (queue, state) (notification_jobs{state=~"ready|deferred|dead"})',
              legend: '{{queue}} {{state}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Words of a language model',
      panels: [
        {
          title: 'Wordings used',
          description: 'Texts of the model that passed every check, a minute.',
          unit: 'cpm',
          queries: [{ expr: '60 * sum(rate(llm_invocations_success_total[5m]))', legend: 'used' }],
        },
        {
          title: 'Templates in their place',
          description: 'A minute, by reason. The notices are right all the same.',
          unit: 'cpm',
          queries: [{ expr: '60 * sum by (reason) (rate(llm_invocations_failed_total[5m]))', legend: '{{reason}}' }],
        },
        {
          title: 'Time of a call',
          description: 'p95; after 3 s the template is used.',
          unit: 's',
          trouble: { above: 3 },
          mayBeEmpty: 'no language model is configured',
          queries: [
            {
              expr: 'histogram_quantile(0.95, sum by (le) (rate(llm_invocation_seconds_bucket[5m]))) >= 0',
              legend: 'p95',
            },
          ],
        },
      ],
    },
    {
      title: 'Accounts, webhooks, rooms',
      panels: [
        {
          title: 'Mails of accounts',
          description: 'Within five minutes, by purpose and state.',
          unit: 'short',
          queries: [
            {
              expr: 'sum by (purpose, state) (increase(account_mails_total[5m]))',
              legend: '{{purpose}} {{state}}',
            },
          ],
        },
        {
          title: 'Oldest mail that waits',
          description: 'Mails that reset a password or prove an address.',
          unit: 's',
          trouble: { above: 300 },
          queries: [{ expr: 'max(account_mail_oldest_unsent_seconds)', legend: 'age' }],
        },
        {
          title: 'Webhooks',
          description: 'Attempts a minute, by outcome.',
          unit: 'cpm',
          queries: [{ expr: '60 * sum by (outcome) (rate(webhook_attempts_total[5m]))', legend: '{{outcome}}' }],
        },
        {
          title: 'Listeners in rooms',
          description: 'Sockets that listen to a flight, by instance.',
          unit: 'short',
          queries: [{ expr: 'notification_room_members', legend: '{{instance}}' }],
        },
      ],
    },
  ],
};
