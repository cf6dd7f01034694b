import { copyFileSync, constants, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { ManagedCluster } from '../cluster.ts';
import { finishSeed, freeFolder } from '../folder.ts';
import type { ClusterNode } from '../node.ts';
import { withDatabase } from '../queries.ts';
import { waitForServer } from '../readiness.ts';
import { readySlots } from './fail-over.ts';
import { beginBackup, endBackup } from './queries.ts';

/** Left out of a copy of a running server (PostgreSQL manual, "Backing Up the Data Directory"): its own, or made anew at a start. */
const leftOut = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];
const leftOutFiles = /^(postmaster\.(pid|opts)|standby\.signal|recovery\.signal|backup_label.*|pgsql_tmp.*|.*\.pid)$/;
/** Copied last: it says up to where the copy is good. */
const controlFile = path.join('global', 'pg_control');

/** Makes a node a standby of the primary, with a fresh copy of it, while the primary serves. What the node had is gone. */
export async function seed(cluster: ManagedCluster, node: ClusterNode, signal: AbortSignal): Promise<void> {
  await node.process.stop('SIGKILL', 0);
  await freeFolder(node.dataDir);
  const primary = cluster.primary();
  // The primary keeps its log for the node from here on.
  await readySlots(cluster, primary);
  const unfinished = `${node.dataDir}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const label = await withDatabase(cluster.urlOf(primary), async (server) => {
    await beginBackup(server);
    await copyRunning(primary.dataDir, unfinished, signal);
    return endBackup(server);
  });
  signal.throwIfAborted();
  finishSeed(unfinished, label, cluster.runAs);
  await rm(node.dataDir, { recursive: true, force: true });
  await rename(unfinished, node.dataDir);
  signal.throwIfAborted();
  await node.process.start();
  await waitForServer(node, cluster.urlOf(node));
  await readySlots(cluster, node);
}

async function copyRunning(source: string, target: string, signal: AbortSignal): Promise<void> {
  await mkdir(target, { mode: 0o700 });
  for (const folder of leftOut) await mkdir(path.join(target, folder), { mode: 0o700 });
  await copyFolder(source, target, signal, (name) => leftOut.includes(name));
  copyFileSync(path.join(source, controlFile), path.join(target, controlFile));
}

async function copyFolder(
  source: string,
  target: string,
  signal: AbortSignal,
  isLeftOut: (name: string) => boolean = () => false,
): Promise<void> {
  for (const entry of await readdir(source, { withFileTypes: true })) {
    signal.throwIfAborted();
    const { name } = entry;
    if (isLeftOut(name) || leftOutFiles.test(name) || name === 'pg_control') continue;
    const [from, to] = [path.join(source, name), path.join(target, name)];
    if (entry.isDirectory()) {
      await mkdir(to, { mode: 0o700 });
      await copyFolder(from, to, signal);
    } else if (entry.isSymbolicLink()) {
      await symlink(await readlink(from), to);
    } else {
      await copyIfThere(from, to);
    }
  }
}

/** Tables are dropped while they are copied; the log, which the standby reads afterwards, tells it so. */
async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || existsSync(from)) throw error;
  }
}
