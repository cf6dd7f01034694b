import { readdir } from 'node:fs/promises';

/** Where knex notes what has been applied; in the schema of the role. */
export const migrationsTable = 'schema_migrations';

/** Names of the migrations of a folder, in the order they are applied. */
export async function listMigrations(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
}
