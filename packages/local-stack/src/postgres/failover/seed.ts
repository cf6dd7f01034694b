import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { commandAs } from '../../processes/unprivileged.ts';
import type { ManagedCluster } from '../cluster.ts';
import { finishSeed, freeFolder } from '../folder.ts';
import type { ClusterNode } from '../node.ts';
import { withDatabase } from '../queries.ts';
import { waitForServer } from '../readiness.ts';
import { readySlots } from './fail-over.ts';
import { beginBackup, endBackup } from './queries.ts';

const run = promisify(execFile);

/** Empty in a copy of a running server (PostgreSQL manual, "Backing Up the Data Directory"): its own, or made anew at a start. */
const emptyFolders = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];
/** Not copied: they say what the primary is and was. */
const leftOut = /^(postmaster\.(pid|opts)|standby\.signal|recovery\.signal|backup_label.*|airside\.complete)$/;
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
  const entries = readdirSync(source).filter((name) => !emptyFolders.includes(name) && !leftOut.test(name));
  await copy(
    entries.map((name) => path.join(source, name)),
    target,
    signal,
  );
  for (const folder of emptyFolders) await mkdir(path.join(target, folder), { mode: 0o700 });
  await copy([path.join(source, controlFile)], path.join(target, controlFile), signal);
}

/** Tables are dropped while they are copied: `cp` tells of each, and the log, which the standby reads afterwards, knows it too. */
async function copy(sources: string[], target: string, signal: AbortSignal): Promise<void> {
  try {
    const { command, args } = commandAs({ kind: 'self' }, 'cp', ['-Rp', ...sources, target]);
    await run(command, args, { signal });
  } catch (error) {
    const { stderr = '', code } = error as { stderr?: string; code?: number };
    const complaints = stderr.split('\n').filter((line) => line !== '');
    const isHarmless = code === 1 && complaints.every((line) => line.endsWith('No such file or directory'));
    if (!isHarmless || complaints.length === 0) throw error;
  }
}
