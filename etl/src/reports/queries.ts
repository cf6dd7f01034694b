import type { ReportRow } from '@airside/contracts';
import type { Db } from '@airside/postgres';
import type { Days, Funnel, LatencyCount } from './rules.ts';

export function listLoadFactors(db: Db, { from, to }: Days) {
  return db.query<ReportRow['load-factor']>(
    `select route, sum(flights)::int as flights, sum(seats)::bigint as seats, sum(passengers)::bigint as passengers,
            round(sum(seated_on_known_size) / nullif(sum(seats), 0), 4)::float8 as load_factor
       from report_load_factor where date between $1 and $2 group by route order by route`,
    [from, to],
  );
}

export function listRevenue(db: Db, { from, to }: Days) {
  return db.query<ReportRow['revenue-by-route']>(
    `select route, currency, sum(bookings)::int as bookings, sum(gross_minor)::bigint as gross_minor,
            sum(refunded_minor)::bigint as refunded_minor, sum(net_minor)::bigint as net_minor
       from report_revenue_by_route where date between $1 and $2 group by route, currency order by route, currency`,
    [from, to],
  );
}

export function listPunctuality(db: Db, { from, to }: Days) {
  return db.query<ReportRow['on-time-performance']>(
    `select date::text as date, sum(flights)::int as flights, sum(arrived)::int as arrived, sum(on_time)::int as on_time,
            sum(cancelled)::int as cancelled, sum(delay_minutes)::bigint as delay_minutes,
            round(sum(on_time)::numeric / nullif(sum(arrived), 0), 4)::float8 as on_time_share
       from report_on_time_performance where date between $1 and $2 group by report_on_time_performance.date
      order by report_on_time_performance.date`,
    [from, to],
  );
}

export function listDelayCauses(db: Db, { from, to }: Days) {
  return db.query<ReportRow['delay-causes']>(
    `select cause, sum(flights)::int as flights, sum(delay_minutes)::bigint as delay_minutes, sum(cancelled)::int as cancelled
       from report_delay_causes where date between $1 and $2 group by cause order by sum(delay_minutes) desc, cause`,
    [from, to],
  );
}

export function listLatencies(db: Db, { from, to }: Days) {
  return db.query<LatencyCount>(
    `select channel, state, bucket, sum(messages)::int as messages
       from report_notification_latency where date between $1 and $2 group by channel, state, bucket order by channel, state, bucket`,
    [from, to],
  );
}

export function listFunnels(db: Db, { from, to }: Days) {
  return db.query<Funnel>(
    `select currency, sum(quoted)::int as quoted, sum(confirmed)::int as confirmed, sum(refund_owed)::int as "refundOwed",
            sum(refund_paid)::int as "refundPaid", sum(quoted_minor)::bigint as "quotedMinor", sum(owed_minor)::bigint as "owedMinor",
            sum(paid_minor)::bigint as "paidMinor"
       from report_cancellation_funnel where date between $1 and $2 group by currency order by currency`,
    [from, to],
  );
}

/** When figures were published last. */
export async function findPublished(db: Db): Promise<Temporal.Instant | undefined> {
  const [row] = await db.query<{ finishedAt: Temporal.Instant }>(
    `select finished_at as "finishedAt" from etl_run where state = 'succeeded' and not is_dry order by id desc limit 1`,
  );
  return row?.finishedAt;
}
