import { synchronousStandbyNames } from './rules.ts';

export type NodeSettings = {
  name: string;
  port: number;
  /** Every other node of the cluster: any of them can be a standby of this one. */
  others: readonly string[];
  /** Where to replicate from; absent on the primary, and on a standby that is about to become it. */
  source?: { port: number; password: string };
  /** Without waiting for the disk; for tests. */
  isFast: boolean;
};

export const replicationRole = 'airside_replication';

/** Text of `postgresql.conf`. */
export function configurationOf(node: NodeSettings): string {
  const settings: Record<string, string | number | boolean> = {
    listen_addresses: '127.0.0.1',
    port: node.port,
    // A path to a socket may have 107 characters; data folders are often deeper.
    unix_socket_directories: '',
    cluster_name: node.name,
    // Commits that wait for a standby hold theirs, and reads go on beside them.
    max_connections: 200,
    password_encryption: 'scram-sha-256',
    shared_buffers: '32MB',
    // Seven servers share a laptop: no worker processes for reads, no just-in-time compiler.
    io_method: 'sync',
    jit: false,
    max_parallel_workers_per_gather: 0,
    wal_level: 'replica',
    max_wal_senders: 10,
    max_replication_slots: 10,
    // A standby that stays away does not fill the disk; it is copied anew afterwards.
    max_slot_wal_keep_size: '2GB',
    min_wal_size: '64MB',
    max_wal_size: '512MB',
    hot_standby: true,
    hot_standby_feedback: true,
    wal_retrieve_retry_interval: '200ms',
    wal_receiver_status_interval: '1s',
    wal_receiver_timeout: '10s',
    wal_sender_timeout: '10s',
    synchronous_standby_names: synchronousStandbyNames(node.others),
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: false,
    // Refused statements are the services' to log; here they would put personal data into a file.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_line_prefix: '%m [%p] ',
    ...(node.isFast ? { fsync: false, full_page_writes: false } : {}),
    ...(node.source === undefined ? {} : { primary_conninfo: connectionToPrimary(node.name, node.source) }),
    ...(node.source === undefined ? {} : { primary_slot_name: node.name }),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${literal(value)}`);
  return `# Written at each start by Airside's local stack; settings of your own: ALTER SYSTEM.\n${lines.join('\n')}\n`;
}

/** `pg_hba.conf`: passwords for everybody, from this machine only. */
export const clientAuthentication = `# Written at each start by Airside's local stack.
host all all 127.0.0.1/32 scram-sha-256
host replication ${replicationRole} 127.0.0.1/32 scram-sha-256
`;

/** Value of `primary_conninfo`. */
export function connectionToPrimary(name: string, source: { port: number; password: string }): string {
  return `host=127.0.0.1 port=${source.port} user=${replicationRole} password=${source.password} sslmode=disable application_name=${name}`;
}

function literal(value: string | number | boolean): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return typeof value === 'number' ? String(value) : value ? 'on' : 'off';
}
