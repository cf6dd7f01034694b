import type pg from 'pg';

export type LedgerLine = { channel: string; state: string; count: number };

/** What became of an event's notices. */
export async function countNotices(db: pg.Pool, eventId: string): Promise<LedgerLine[]> {
  const { rows } = await db.query<LedgerLine>(
    `select channel, state, count(*)::int as count from delivery where event_id = $1 group by 1, 2 order by 1, 2`,
    [eventId],
  );
  return rows;
}

/** Whether notices are still on their way. */
export async function isUnderWay(db: pg.Pool, eventId: string): Promise<boolean> {
  const { rows } = await db.query<{ isUnderWay: boolean }>(
    `select exists (select from delivery where event_id = $1 and state in ('PLANNED', 'QUEUED', 'SENDING')) as "isUnderWay"`,
    [eventId],
  );
  return rows[0]?.isUnderWay === true;
}

export type Delivered = {
  /** When the last notice came to its end, in milliseconds of the wall clock. */
  lastAt: number;
  /** Lines more than one of a passenger on a channel. */
  twice: number;
  /** Pairs of passenger and channel without a line. */
  missing: number;
};

/** Compares the ledger of an event with who must be told, on every channel that somebody was told on. */
export async function checkNotices(
  db: pg.Pool,
  { eventId, passengers }: { eventId: string; passengers: readonly string[] },
): Promise<Delivered> {
  const { rows } = await db.query<Delivered>(
    `with mine as (
       select passenger_id, channel, count(*) as lines, max(coalesce(sent_at, created_at)) as last_at
         from delivery where event_id = $1 group by 1, 2
     ), wanted as (
       select passenger_id, channel from unnest($2::text[]) passenger_id, unnest(array['in_app', 'email', 'sms', 'push']) channel
     )
     select (select extract(epoch from max(last_at))::float8 * 1000 from mine) as "lastAt",
            (select coalesce(sum(lines - 1), 0)::int from mine) as twice,
            (select count(*)::int from wanted left join mine using (passenger_id, channel) where mine.lines is null)
              as missing`,
    [eventId, passengers],
  );
  return rows[0] ?? { lastAt: Number.NaN, twice: 0, missing: passengers.length };
}
