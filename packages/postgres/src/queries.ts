import type pg from 'pg';
import type { NodeView } from './rules.ts';

type ProbeRow = { isStandby: boolean; lsn: string; timeline: number; lagMs: number };

/**
 * Role, position, timeline and lag of a node. The timeline of a primary is the first eight digits of its current
 * WAL file name; a standby reports what it received. A standby that has replayed all it received lags by nothing.
 */
export async function probeNode(client: pg.ClientBase | pg.Pool): Promise<NodeView> {
  const { rows } = await client.query<ProbeRow>(`
    select r.standby as "isStandby",
           case when r.standby then coalesce(pg_last_wal_replay_lsn(), '0/0') else pg_current_wal_lsn() end::text as lsn,
           case when r.standby
             then coalesce((select received_tli from pg_stat_wal_receiver), (select timeline_id from pg_control_checkpoint()))
             else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
           end as timeline,
           case when not r.standby or pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
             else coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000, 0)
           end::float8 as "lagMs"
      from (select pg_is_in_recovery() as standby) r`);
  const row = rows[0];
  if (row === undefined) return { state: 'unreachable', error: 'the probe gave no row' };
  if (!row.isStandby) return { state: 'primary', lsn: row.lsn, timeline: row.timeline };
  return { state: 'standby', lsn: row.lsn, timeline: row.timeline, lagMs: row.lagMs };
}

/** End of what the primary has written so far; a read from a standby past it sees everything committed before. */
export const currentPosition = `select pg_current_wal_insert_lsn()::text as lsn`;
