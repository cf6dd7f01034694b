import { type Static, Type } from 'typebox';

/** Questions that the warehouse answers. */
export const reportNames = [
  'load-factor',
  'revenue-by-route',
  'on-time-performance',
  'delay-causes',
  'notification-latency',
  'cancellation-funnel',
] as const;
export type ReportName = (typeof reportNames)[number];

const closed = { additionalProperties: false };
const Day = Type.String({ format: 'date' });

/** Longest range of a report, in days. */
export const longestReportDays = 1100;

/** Query of `GET /api/reports/{name}`. */
export const ReportQuery = Type.Object(
  {
    from: Type.Optional(Type.String({ format: 'date', description: 'first day; 29 days before `to` when absent' })),
    to: Type.Optional(Type.String({ format: 'date', description: 'last day, included; today (UTC) when absent' })),
    format: Type.Optional(Type.Enum(['json', 'csv'], { description: 'json when absent' })),
  },
  closed,
);
export type ReportQuery = Static<typeof ReportQuery>;

const Count = Type.Integer({ minimum: 0 });
const Minor = Type.Integer({ description: 'minor units of the currency' });
const Share = Type.Union([Type.Number({ description: 'from 0 to 1' }), Type.Null()]);
const Milliseconds = Type.Union([Count, Type.Null()]);

/** Rows of each report; the members are the columns of its CSV, in their order. */
export const reportRows = {
  'load-factor': Type.Object({
    route: Type.String(),
    flights: Count,
    seats: Count,
    passengers: Count,
    load_factor: Share,
  }),
  'revenue-by-route': Type.Object({
    route: Type.String(),
    currency: Type.String(),
    bookings: Count,
    gross_minor: Minor,
    refunded_minor: Minor,
    net_minor: Minor,
  }),
  'on-time-performance': Type.Object({
    date: Day,
    flights: Count,
    arrived: Count,
    on_time: Count,
    cancelled: Count,
    delay_minutes: Count,
    on_time_share: Share,
  }),
  'delay-causes': Type.Object({ cause: Type.String(), flights: Count, delay_minutes: Count, cancelled: Count }),
  'notification-latency': Type.Object({
    channel: Type.String(),
    messages: Count,
    sent: Count,
    failed: Count,
    p50_ms: Milliseconds,
    p95_ms: Milliseconds,
    p99_ms: Milliseconds,
  }),
  'cancellation-funnel': Type.Object({
    currency: Type.String(),
    stage: Type.Enum(['quoted', 'confirmed', 'refund_owed', 'refund_paid']),
    count: Count,
    amount_minor: Minor,
  }),
} as const;
export type ReportRow = { [Name in ReportName]: Static<(typeof reportRows)[Name]> };

/** Data of the event `warehouse.run_finished`; members may be added, none is removed. */
export const WarehouseRunFinished = Type.Object(
  {
    run_id: Type.Integer({ minimum: 1 }),
    kind: Type.Enum(['incremental', 'full', 'backfill']),
    outcome: Type.Enum(['succeeded', 'refused', 'failed'], {
      description: 'refused: a check found rows that cannot be published',
    }),
    rows_read: Count,
    rows_changed: Count,
    failed_checks: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 }),
    timestamp: Type.String({ format: 'date-time', description: 'RFC 3339, UTC' }),
  },
  { additionalProperties: true },
);

/** Answer of `GET /api/reports/{name}` as JSON. */
export function reportAnswer<Name extends ReportName>(name: Name) {
  return Type.Object({
    report: Type.Literal(name),
    from: Day,
    to: Day,
    /** When the figures were published last; null while nothing was. */
    publishedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    rows: Type.Array(reportRows[name]),
  });
}
export type Report = {
  [Name in ReportName]: { report: Name; from: string; to: string; publishedAt: string | null; rows: ReportRow[Name][] };
}[ReportName];
