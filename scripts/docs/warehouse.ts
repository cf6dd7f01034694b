import { startPostgresCluster } from '@airside/local-stack';
import { connectCluster, migrate } from '@airside/postgres';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderWarehouse, warehouseFile, warehouseMigrations } from './render-warehouse.ts';

// Writes docs/warehouse.md from the schema, in a database of its own: node scripts/docs/warehouse.ts [PORT]

const port = Number(process.argv[2] ?? 27_431);
const dir = mkdtempSync(join(tmpdir(), 'airside-docs-'));
const password = 'only-for-this-run';
const server = await startPostgresCluster({
  name: 'docs',
  dir,
  ports: [port],
  databases: [{ name: 'warehouse', roles: [{ name: 'warehouse', password }] }],
  superuserPassword: password,
  fast: true,
});
try {
  const urls = [`postgres://warehouse:${password}@127.0.0.1:${port}/warehouse`];
  await migrate({ urls, folder: warehouseMigrations });
  const warehouse = await connectCluster({ name: 'warehouse', urls, applicationName: 'docs' });
  writeFileSync(warehouseFile, await renderWarehouse((sql) => warehouse.writer.query(sql)));
  await warehouse.close();
} finally {
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}
