import type pg from 'pg';
import type { Lsn } from './lsn.ts';

/** What a node says of itself. */
export type Self = {
  systemIdentifier: string;
  isStandby: boolean;
  lsn: Lsn;
  timeline: number;
  isReadOnly: boolean;
  canCommit: boolean;
};

/**
 * Role, position and timeline of a node. The timeline of a primary is the first eight digits of its current WAL file name; a
 * standby reports what it received. A role without rights sees of other connections only that they are there: that is
 * enough to know whether any standby is attached.
 */
export async function probeNode(client: pg.ClientBase | pg.Pool): Promise<Self> {
  const { rows } = await client.query<Self>(`
    select (select system_identifier::text from pg_control_system()) as "systemIdentifier",
           r.standby as "isStandby",
           case when r.standby then coalesce(pg_last_wal_replay_lsn(), '0/0') else pg_current_wal_lsn() end::text as lsn,
           case when r.standby
             then coalesce((select received_tli from pg_stat_wal_receiver), (select timeline_id from pg_control_checkpoint()))
             else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
           end as timeline,
           current_setting('default_transaction_read_only') = 'on' as "isReadOnly",
           current_setting('synchronous_standby_names') = '' or exists (select from pg_stat_replication) as "canCommit"
      from (select pg_is_in_recovery() as standby) r`);
  const row = rows[0];
  if (row === undefined) throw new Error('the probe gave no row');
  return row;
}

/** End of what the primary has written so far; a read from a standby past it sees everything committed before. */
export const currentPosition = `select pg_current_wal_insert_lsn()::text as lsn`;

/** A commit that changes nothing; like any other it is answered when a standby has it. */
export const emptyCommit = `select pg_logical_emit_message(true, 'airside', '')`;
