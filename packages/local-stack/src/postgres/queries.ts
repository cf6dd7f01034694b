import pg from 'pg';

export type Database = pg.Client;

const { escapeIdentifier, escapeLiteral } = pg;

/** Connects to one database as superuser for the time of `use`. A connection lost meanwhile shows at the next query. */
export async function withDatabase<Result>(url: string, use: (db: Database) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2000,
    query_timeout: 10_000,
    application_name: 'airside local stack',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // Set-up is never waited for by a standby: on a first start none is attached yet.
    await client.query('set synchronous_commit = local');
    return await use(client);
  } finally {
    await client.end();
  }
}

export async function findIdentity(db: Database): Promise<{ systemIdentifier: string; isStandby: boolean }> {
  const { rows } = await db.query<{ systemIdentifier: string; isStandby: boolean }>(
    `select system_identifier::text as "systemIdentifier", pg_is_in_recovery() as "isStandby" from pg_control_system()`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('pg_control_system() gave no row');
  return row;
}

export async function upsertRole(db: Database, role: { name: string; password: string; canReplicate: boolean }) {
  const { rowCount } = await db.query('select 1 from pg_roles where rolname = $1', [role.name]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  const right = role.canReplicate ? 'replication' : 'noreplication';
  await db.query(`${verb} role ${escapeIdentifier(role.name)} login ${right} password ${escapeLiteral(role.password)}`);
}

export async function listDatabases(db: Database): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>('select datname as name from pg_database');
  return rows.map((row) => row.name);
}

export async function createDatabase(db: Database, name: string): Promise<void> {
  await db.query(`create database ${escapeIdentifier(name)}`);
  await db.query(`revoke all on database ${escapeIdentifier(name)} from public`);
}

/** The role may enter the database and owns the schema of its own name there, and one for the tables of its job queue. */
export async function grantSchemas(db: Database, database: string, role: string): Promise<void> {
  const name = escapeIdentifier(role);
  await db.query(`grant connect, temporary on database ${escapeIdentifier(database)} to ${name}`);
  for (const schema of [role, `${role}_jobs`]) {
    await db.query(`create schema if not exists ${escapeIdentifier(schema)} authorization ${name}`);
  }
}

/** The reader may enter the database and the schemas, and writes nothing, whatever somebody grants it by mistake. */
export async function grantReading(
  db: Database,
  { database, schemas, reader }: { database: string; schemas: readonly string[]; reader: string },
): Promise<void> {
  const name = escapeIdentifier(reader);
  await db.query(`grant connect on database ${escapeIdentifier(database)} to ${name}`);
  await db.query(`alter role ${name} set default_transaction_read_only = on`);
  for (const schema of schemas) await db.query(`grant usage on schema ${escapeIdentifier(schema)} to ${name}`);
}

export async function closePublicSchema(db: Database): Promise<void> {
  await db.query('revoke all on schema public from public');
}

export async function listSlots(db: Database): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select slot_name as name from pg_replication_slots where slot_type = 'physical'`,
  );
  return rows.map((row) => row.name);
}

/** A slot that keeps WAL from now on, also before its standby has come. */
export async function createSlot(db: Database, name: string): Promise<void> {
  await db.query('select pg_create_physical_replication_slot($1, true)', [name]);
}

export async function dropSlot(db: Database, name: string): Promise<void> {
  await db.query(
    'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active',
    [name],
  );
}

export type StandbyRow = { name: string; state: string; syncState: string; lagBytes: number };

export async function listStandbys(db: Database): Promise<StandbyRow[]> {
  const { rows } = await db.query<StandbyRow>(
    `select application_name as name, state, sync_state as "syncState",
            coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::float8 as "lagBytes"
       from pg_stat_replication order by application_name`,
  );
  return rows;
}

/** Makes the standby a primary; answers when it takes writes. Throws where it does not within 8 s. */
export async function promote(db: Database): Promise<void> {
  const { rows } = await db.query<{ isPromoted: boolean }>('select pg_promote(true, 8) as "isPromoted"');
  if (rows[0]?.isPromoted !== true) throw new Error('the standby was not promoted within 8 s');
}
