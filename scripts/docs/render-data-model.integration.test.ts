import { createTestDatabase } from '@airside/testing';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dataModelFile, migrationsOf, owners, renderDataModel } from './render-data-model.ts';

test('docs/data-model.md says what the schemas say (else run: node scripts/docs/data-model.ts)', async () => {
  const databases = new Map(
    await Promise.all(
      owners.map(async (owner) => {
        const options = { role: owner.role, migrations: migrationsOf(owner) };
        return [owner.role, await createTestDatabase(options)] as const;
      }),
    ),
  );
  try {
    const page = await renderDataModel(({ role }) => (sql) => {
      const database = databases.get(role);
      if (database === undefined) throw new Error(`no database of ${role}`);
      return database.cluster.writer.query(sql);
    });
    expect(readFileSync(dataModelFile, 'utf8')).toBe(page);
  } finally {
    await Promise.all(Array.from(databases.values(), (database) => database.drop()));
  }
});
