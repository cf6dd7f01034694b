import knex from 'knex';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listMigrations, migrationsTable } from './migration-files.ts';

/** Applies what is pending, each file in a transaction of its own; the caller holds the lock. */
export async function applyMigrations(url: string, folder: string): Promise<string[]> {
  const database = knex({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  try {
    const config = { migrationSource: sqlFiles(folder), tableName: migrationsTable };
    // The advisory lock guards us; knex's own lock row would stay behind after a kill.
    await database.migrate.list(config);
    await database.migrate.forceFreeMigrationsLock(config);
    const [, applied] = (await database.migrate.latest(config)) as [number, string[]];
    return applied;
  } finally {
    await database.destroy();
  }
}

function sqlFiles(folder: string) {
  return {
    getMigrations: () => listMigrations(folder),
    getMigrationName: (name: string) => name,
    getMigration: async (name: string) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return {
        up: async (database: knex.Knex) => {
          await database.raw(sql);
        },
        down: () => Promise.reject(new Error('Migrations only go forward: write a new one')),
      };
    },
  };
}
