import { createTestDatabase } from '@airside/testing';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderWarehouse, warehouseFile, warehouseMigrations } from './render-warehouse.ts';

test('docs/warehouse.md says what the schema says (else run: node scripts/docs/warehouse.ts)', async () => {
  const database = await createTestDatabase({ role: 'warehouse', migrations: warehouseMigrations });
  try {
    const page = await renderWarehouse((sql) => database.cluster.writer.query(sql));
    expect(readFileSync(warehouseFile, 'utf8')).toBe(page);
  } finally {
    await database.drop();
  }
});
