import pg from 'pg';
import type { Database } from '../queries.ts';
import type { End, Sight } from './rules.ts';

const { escapeLiteral } = pg;

type SightRow = {
  isStandby: boolean;
  timeline: number;
  position: string;
  isStreaming: boolean;
  conninfo: string;
};

/** Role, timeline and position of a node, and whom it follows. */
export async function lookAt(db: Database): Promise<Sight> {
  const { rows } = await db.query<SightRow>(`
    select r.standby as "isStandby",
           case when r.standby
             then greatest((select timeline_id from pg_control_checkpoint()), (select min_recovery_end_timeline from pg_control_recovery()),
                           (select received_tli from pg_stat_wal_receiver))
             else ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int
           end as timeline,
           (case when r.standby then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
             else pg_current_wal_flush_lsn() end - '0/0'::pg_lsn)::text as position,
           exists (select from pg_stat_wal_receiver where status = 'streaming') as "isStreaming",
           current_setting('primary_conninfo') as conninfo
      from (select pg_is_in_recovery() as standby) r`);
  const row = rows[0];
  if (row === undefined) return { state: 'silent', reason: 'the probe gave no row' };
  const { timeline, isStreaming } = row;
  const position = BigInt(row.position);
  if (!row.isStandby) return { state: 'primary', timeline, position };
  const source = /\bport=(\d+)/.exec(row.conninfo)?.[1];
  return {
    state: 'standby',
    timeline,
    position,
    isStreaming,
    source: source === undefined ? undefined : Number(source),
  };
}

/** Lets a standby follow a node, or nobody; it acts on it within 0.2 s and needs no restart. */
export async function setSource(db: Database, conninfo: string): Promise<void> {
  await db.query(`alter system set primary_conninfo = ${escapeLiteral(conninfo)}`);
  await reload(db);
}

export async function setSlot(db: Database, name: string): Promise<void> {
  await db.query(`alter system set primary_slot_name = ${escapeLiteral(name)}`);
}

async function reload(db: Database): Promise<void> {
  await db.query('select pg_reload_conf()');
}

/** Ends the standby's connection to whomever it follows. */
export async function endReceiver(db: Database): Promise<void> {
  await db.query('select pg_terminate_backend(pid) from pg_stat_wal_receiver');
}

export type ReceiverRow = End & {
  /** Whether anything can still arrive. */
  isReceiving: boolean;
  /** Whether `position` is all that the node has: one that was started anew tells only after it has streamed. */
  isComplete: boolean;
};

/** Where a standby's log ends. */
export async function findEnd(db: Database): Promise<ReceiverRow> {
  const { rows } = await db.query<{
    isReceiving: boolean;
    isComplete: boolean;
    position: string;
    timeline: number;
  }>(`select exists (select from pg_stat_wal_receiver) as "isReceiving",
             pg_last_wal_receive_lsn() is not null as "isComplete",
             (greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) - '0/0'::pg_lsn)::text as position,
             greatest((select timeline_id from pg_control_checkpoint()),
                      (select min_recovery_end_timeline from pg_control_recovery())) as timeline`);
  const row = rows[0];
  if (row === undefined) throw new Error('the standby told no position');
  return { ...row, position: BigInt(row.position) };
}

/** Refuses new write transactions; those that run go on. Each connection hears of it before its next transaction. */
export async function refuseWrites(db: Database): Promise<void> {
  await db.query('alter system set default_transaction_read_only = on');
  await reload(db);
}

/**
 * Asked on a new connection: the moment from which on every transaction is read-only, undefined while the server has not
 * told its processes yet. It tells them at once when it has heard itself; the margin is for one that is just beginning.
 */
export async function refusingSince(db: Database): Promise<string | undefined> {
  const { rows } = await db.query<{ at: string | null }>(
    `select case when current_setting('default_transaction_read_only') = 'on'
              then (clock_timestamp() + interval '50 ms')::text end as at`,
  );
  return rows[0]?.at ?? undefined;
}

export async function allowWrites(db: Database): Promise<void> {
  await db.query('alter system reset default_transaction_read_only');
  await reload(db);
}

/** Whether no transaction of a client runs any more that began before `at`, and so may write. */
export async function areWritesOver(db: Database, at: string): Promise<boolean> {
  const { rows } = await db.query<{ areOver: boolean }>(
    `select clock_timestamp() > $1::timestamptz and not exists (
       select from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid() and state <> 'idle' and xact_start < $1::timestamptz
     ) as "areOver"`,
    [at],
  );
  return rows[0]?.areOver === true;
}

export async function checkpoint(db: Database): Promise<void> {
  await db.query('checkpoint');
}

/**
 * Slots for every other node, so that any of them can follow this one at once. On a standby one that nobody uses must hold
 * nothing back, or the log would grow for ever: it is made anew, empty.
 */
export async function prepareSlots(db: Database, others: readonly string[]): Promise<void> {
  await db.query(
    `select pg_drop_replication_slot(slot_name) from pg_replication_slots
      where slot_type = 'physical' and not active
        and (slot_name <> all($1) or (pg_is_in_recovery() and restart_lsn is not null))`,
    [others],
  );
  await db.query(
    `select pg_create_physical_replication_slot(name, not pg_is_in_recovery()) from unnest($1::text[]) as name
      where name not in (select slot_name from pg_replication_slots)`,
    [others],
  );
}

export async function beginBackup(db: Database): Promise<void> {
  await db.query(`select pg_backup_start('airside', true)`);
}

/** Text of the backup's `backup_label`. */
export async function endBackup(db: Database): Promise<string> {
  const { rows } = await db.query<{ label: string }>('select labelfile as label from pg_backup_stop(false)');
  return rows[0]?.label ?? '';
}
