import type { Db } from '@airside/postgres';

/** What the relay has not read of the outbox: its note of where it is may be a second old. */
export async function countWaiting(db: Db): Promise<{ waiting: number; oldestSeconds: number }> {
  const [row] = await db.query<{ waiting: number; oldestSeconds: number }>(
    `select count(*)::int as waiting,
            coalesce(extract(epoch from clock_timestamp() - min(o.created_at)), 0)::float8 as "oldestSeconds"
       from outbox_relay r join outbox o on (o.xid, o.seq) > (r.xid, r.seq)`,
  );
  return row ?? { waiting: 0, oldestSeconds: 0 };
}

/** Held events of every consumer of this database by state, with the zeros. */
export function countHeld(db: Db): Promise<{ group: string; state: string; count: number }[]> {
  return db.query<{ group: string; state: string; count: number }>(
    `select c.consumer as "group", s.state, count(d.id)::int as count
       from (select distinct consumer from consumer_lease) c
      cross join (values ('retrying'), ('dead'), ('parked')) s(state)
       left join event_dead_letter d on d.consumer = c.consumer and d.state = s.state
      group by c.consumer, s.state`,
  );
}
