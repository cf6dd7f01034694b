import {
  closePublicSchema,
  createDatabase,
  createSlot,
  type Database,
  dropSlot,
  grantReading,
  grantSchemas,
  listDatabases,
  listSlots,
  upsertRole,
  withDatabase,
} from './queries.ts';
import { replicationRole } from './settings.ts';

/**
 * `role` owns a schema of its own name, and `<role>_jobs` for its job queue. A reader may enter the schemas of the roles; what it
 * may read there is for their owners to say. Nobody else has rights in the database.
 */
export type DatabaseSpec = {
  name: string;
  roles: { name: string; password: string }[];
  readers?: { name: string; password: string }[];
};

export type BootstrapOptions = {
  urlOf(database: string): string;
  databases: readonly DatabaseSpec[];
  /** Names of the primary and of its standbys; each standby has a slot of its name on the primary. */
  primary: string;
  standbys: readonly string[];
  replicationPassword: string;
};

/** Brings a primary to what the specification says: role for replication, slots, databases, roles, schemas. Can be repeated. */
export async function bootstrap(options: BootstrapOptions): Promise<void> {
  await withDatabase(options.urlOf('postgres'), async (server) => {
    if (options.standbys.length > 0) await prepareReplication(server, options);
    const existing = await listDatabases(server);
    for (const { name, roles, readers = [] } of options.databases) {
      for (const role of [...roles, ...readers]) await upsertRole(server, { ...role, canReplicate: false });
      if (!existing.includes(name)) await createDatabase(server, name);
      await withDatabase(options.urlOf(name), (database) => prepareDatabase(database, { name, roles, readers }));
    }
  });
}

async function prepareReplication(server: Database, options: BootstrapOptions): Promise<void> {
  await upsertRole(server, { name: replicationRole, password: options.replicationPassword, canReplicate: true });
  const slots = await listSlots(server);
  for (const standby of options.standbys) if (!slots.includes(standby)) await createSlot(server, standby);
  // Left from a time when this node was a standby itself.
  if (slots.includes(options.primary)) await dropSlot(server, options.primary);
}

async function prepareDatabase(database: Database, { name, roles, readers }: Required<DatabaseSpec>): Promise<void> {
  await closePublicSchema(database);
  for (const role of roles) await grantSchemas(database, name, role.name);
  const schemas = roles.map((role) => role.name);
  for (const reader of readers) await grantReading(database, { database: name, schemas, reader: reader.name });
}
