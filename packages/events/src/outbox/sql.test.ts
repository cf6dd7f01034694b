import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { outboxSqlFile } from './sql.ts';

const root = join(import.meta.dirname, '../../../..');
const copies = globSync(['services/*/migrations/*-events.sql', 'etl/migrations/*-events.sql'], { cwd: root });

test('services publish and consume by these very tables', () => {
  expect(copies.length).toBeGreaterThan(0);
  for (const copy of copies)
    expect(readFileSync(join(root, copy), 'utf8'), copy).toBe(readFileSync(outboxSqlFile, 'utf8'));
});
