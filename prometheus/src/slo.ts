/** An objective: which events there are, and which of them are bad. */
type Slo = {
  name: string;
  /** Share of events that is to be good. */
  objective: number;
  /** For people. */
  promise: string;
  /** Rate of all events over a window, as PromQL. */
  total(window: string): string;
  bad(window: string): string;
};

const atGateway = (route: string, more = '') => `{service="gateway",route="${route}"${more}}`;

function availability(name: string, route: string, words: string): Slo {
  return {
    name: `${name}-availability`,
    objective: 0.999,
    promise: `999 of 1000 ${words} are answered without a fault of ours (5xx)`,
    total: (window) => `sum(rate(http_request_duration_seconds_count${atGateway(route)}[${window}]))`,
    bad: (window) =>
      `sum(rate(http_request_duration_seconds_count${atGateway(route, ',status=~"5.."')}[${window}])) or vector(0)`,
  };
}

/** `withinSeconds` must be a bucket of the histogram. */
function latency(name: string, route: string, withinSeconds: number, words: string): Slo {
  const le = `,le="${withinSeconds}"`;
  return {
    name: `${name}-latency`,
    objective: 0.99,
    promise: `99 of 100 ${words} are answered within ${withinSeconds} s`,
    total: (window) => `sum(rate(http_request_duration_seconds_count${atGateway(route)}[${window}]))`,
    bad: (window) =>
      `sum(rate(http_request_duration_seconds_count${atGateway(route)}[${window}]))` +
      ` - sum(rate(http_request_duration_seconds_bucket${atGateway(route, le)}[${window}]))`,
  };
}

const lost = '{state="FAILED",reason=~"exhausted|unknown_outcome"}';
const handedOver = (window: string) => `sum(rate(notification_handover_seconds_count[${window}]))`;

const slos: readonly Slo[] = [
  availability('search', '/api/flight/search-flights', 'searches'),
  latency('search', '/api/flight/search-flights', 0.25, 'searches'),
  availability('booking', '/api/flight/book-flight', 'bookings'),
  latency('booking', '/api/flight/book-flight', 1, 'bookings'),
  {
    name: 'notices-in-time',
    objective: 0.99,
    promise: '99 of 100 notices are with a provider 30 minutes after their event (or the end of quiet hours)',
    total: (window) => `${handedOver(window)} + sum(rate(notification_deliveries_total${lost}[${window}]))`,
    bad: (window) =>
      `${handedOver(window)} - sum(rate(notification_handover_seconds_bucket{le="1800"}[${window}]))` +
      ` + sum(rate(notification_deliveries_total${lost}[${window}]))`,
  },
];

/** The budget is what may be bad. `factor` times as fast as would use it up in 30 days, over both windows. */
type Burn = {
  alert: string;
  long: string;
  short: string;
  factor: number;
  severity: 'page' | 'ticket';
  words: string;
};

/** After the workbook of Google's SRE (https://sre.google/workbook/alerting-on-slos/). */
const burns: readonly Burn[] = [
  {
    alert: 'SloBurnsFast',
    long: '1h',
    short: '5m',
    factor: 14.4,
    severity: 'page',
    words: 'so fast that a month of budget is gone in two days',
  },
  {
    alert: 'SloBurnsSteadily',
    long: '6h',
    short: '30m',
    factor: 6,
    severity: 'page',
    words: 'so fast that a month of budget is gone in five days',
  },
  {
    alert: 'SloBurnsSlowly',
    long: '3d',
    short: '6h',
    factor: 1,
    severity: 'ticket',
    words: 'faster than the month allows',
  },
];

/** Fewer events in the long window than this say nothing: one failure of three would be an incident. */
const fewestEvents = 20;

const windows = ['5m', '30m', '1h', '6h', '3d'];

type Rule = Record<string, unknown>;

/** Rules of every objective: ratio of bad events over each window, number of events, and the alerts. */
export function sloGroups(): { groups: { name: string; rules: Rule[] }[] } {
  const recordings = slos.flatMap(({ name: slo, objective, total, bad }): Rule[] => [
    { record: 'airside:slo_objective:ratio', expr: `vector(${objective})`, labels: { slo } },
    ...windows.flatMap((window) => [
      {
        record: `airside:slo_errors:ratio_rate${window}`,
        expr: `(${bad(window)}) / (${total(window)} > 0)`,
        labels: { slo },
      },
      { record: `airside:slo_events:rate${window}`, expr: total(window), labels: { slo } },
    ]),
  ]);
  const alerts = burns.map(({ alert, long, short, factor, severity, words }): Rule => {
    const isOver = (window: string) =>
      `airside:slo_errors:ratio_rate${window} > on (slo) ${factor} * (1 - airside:slo_objective:ratio)`;
    return {
      alert,
      expr: [
        isOver(long),
        `and on (slo) ${isOver(short)}`,
        `and on (slo) airside:slo_events:rate${long} * ${secondsOf(long)} >= ${fewestEvents}`,
      ].join('\n'),
      labels: { severity },
      annotations: {
        summary: `{{ $labels.slo }} is missed ${words}`,
        runbook: 'docs/failure-modes.md#an-objective-is-missed',
      },
    };
  });
  return {
    groups: [
      { name: 'slo-recordings', rules: recordings },
      { name: 'slo-alerts', rules: alerts },
    ],
  };
}

function secondsOf(window: string): number {
  const units: Record<string, number> = { m: 60, h: 3600, d: 86_400 };
  return Number.parseInt(window, 10) * (units[window.at(-1) ?? ''] ?? 0);
}
