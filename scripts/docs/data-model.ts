import { startPostgresCluster } from '@airside/local-stack';
import { type Cluster, connectCluster, migrate } from '@airside/postgres';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataModelFile, migrationsOf, owners, renderDataModel } from './render-data-model.ts';

// Writes docs/data-model.md from the schemas, in databases of their own: node scripts/docs/data-model.ts [PORT]

const port = Number(process.argv[2] ?? 27_432);
const dir = mkdtempSync(join(tmpdir(), 'airside-docs-'));
const password = 'only-for-this-run';
const names = [...new Set(owners.map(({ cluster }) => cluster))];
const server = await startPostgresCluster({
  name: 'docs',
  dir,
  ports: [port],
  databases: names.map((name) => ({
    name,
    roles: owners.filter(({ cluster }) => cluster === name).map(({ role }) => ({ name: role, password })),
    readers: [{ name: 'etl', password }],
  })),
  superuserPassword: password,
  fast: true,
});
const clusters = new Map<string, Cluster>();
try {
  for (const owner of owners) {
    const urls = [`postgres://${owner.role}:${password}@127.0.0.1:${port}/${owner.cluster}`];
    await migrate({ urls, folder: migrationsOf(owner) });
    clusters.set(owner.role, await connectCluster({ name: owner.role, urls, applicationName: 'docs' }));
  }
  const page = await renderDataModel(({ role }) => (sql) => {
    const cluster = clusters.get(role);
    if (cluster === undefined) throw new Error(`no database of ${role}`);
    return cluster.writer.query(sql);
  });
  writeFileSync(dataModelFile, page);
} finally {
  await Promise.all(Array.from(clusters.values(), (cluster) => cluster.close()));
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
}
