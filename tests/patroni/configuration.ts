/** Where the parts of one node listen, all on this machine. */
export type Place = {
  name: string;
  dir: string;
  ports: { postgres: number; api: number; etcd: number; etcdPeer: number };
};

/** Settings that the members share, in seconds; the least that Patroni's manual allows. */
const timing = { ttl: 20, loop_wait: 2, retry_timeout: 3 };

/**
 * Patroni's configuration of one node, as JSON, which is YAML too. A commit waits for one standby, and only that one may become
 * the leader; without any no write is acknowledged (`synchronous_mode_strict`).
 */
export function patroniConfiguration(
  place: Place,
  all: readonly Place[],
  bin: string,
  superuserPassword: string,
): object {
  const { name, dir, ports } = place;
  const listen = `127.0.0.1:${ports.postgres}`;
  const api = `127.0.0.1:${ports.api}`;
  return {
    scope: 'booking',
    name,
    restapi: { listen: api, connect_address: api },
    etcd3: { hosts: all.map((one) => `127.0.0.1:${one.ports.etcd}`) },
    bootstrap: {
      dcs: {
        ...timing,
        synchronous_mode: true,
        synchronous_mode_strict: true,
        postgresql: {
          use_pg_rewind: false,
          use_slots: true,
          parameters: {
            max_connections: 200,
            wal_keep_size: '256MB',
            password_encryption: 'scram-sha-256',
            shared_buffers: '32MB',
            io_method: 'sync',
            timezone: 'UTC',
          },
        },
      },
      initdb: [
        { encoding: 'UTF8' },
        { 'locale-provider': 'builtin' },
        { 'builtin-locale': 'C.UTF-8' },
        { locale: 'C' },
        { auth: 'scram-sha-256' },
      ],
    },
    postgresql: {
      listen,
      connect_address: listen,
      data_dir: `${dir}/data`,
      bin_dir: bin,
      pgpass: `${dir}/pgpass`,
      authentication: {
        superuser: { username: 'postgres', password: superuserPassword },
        // A copy of the leader begins with a backup, for which a plain replication user has no right.
        replication: { username: 'postgres', password: superuserPassword },
      },
      parameters: { unix_socket_directories: '' },
      pg_hba: ['host all all 127.0.0.1/32 scram-sha-256', 'host replication all 127.0.0.1/32 scram-sha-256'],
      create_replica_methods: ['copy'],
      copy: { command: `${bin}/copy-node` },
      // A leader that was lost may have commits that nobody else has: there is no pg_rewind here, so it is made anew.
      remove_data_directory_on_diverged_timelines: true,
    },
  };
}

/** Options of one member of the store. */
export function etcdOptions({ name, dir, ports }: Place, all: readonly Place[]): string[] {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  const members = all.map((one) => `${one.name}=http://127.0.0.1:${one.ports.etcdPeer}`).join(',');
  const options = {
    name,
    'data-dir': `${dir}/etcd`,
    'listen-client-urls': client,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': members,
    'initial-cluster-state': 'new',
    // A busy machine is not a dead one.
    'heartbeat-interval': '300',
    'election-timeout': '3000',
    logger: 'zap',
  };
  return Object.entries(options).map(([option, value]) => `--${option}=${value}`);
}
