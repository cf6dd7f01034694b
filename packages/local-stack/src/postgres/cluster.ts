import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chooseRunAs, type RunAs } from '../processes/unprivileged.ts';
import { StackError } from '../stack-error.ts';
import { findPostgres, type PostgresBinaries } from './binaries.ts';
import { bootstrap, type DatabaseSpec } from './bootstrap.ts';
import { readDecision, writeDecision } from './decision.ts';
import { copyFolder, freeFolder, initializeFolder, inspectFolder, replicationPassword } from './folder.ts';
import { type ClusterNode, createNode } from './node.ts';
import { promote, withDatabase } from './queries.ts';
import { waitForServer, waitForStandbys } from './readiness.ts';
import { planCluster } from './rules.ts';

export type ClusterOptions = {
  /** Cluster name; its nodes are `NAME_db_1` and so on. */
  name: string;
  /** Folder of the cluster; state survives restarts. */
  dir: string;
  /** One per node; more than one makes a primary with standbys of which any one must confirm a commit. */
  ports: readonly number[];
  databases: readonly DatabaseSpec[];
  superuserPassword: string;
  log?: (line: string) => void;
  /** Without waiting for the disk; for tests only. */
  fast?: boolean;
  /** Where log files go; `dir`/logs when absent. */
  logDir?: string;
  /** Where the programs are copied to when the package's folder cannot be used; `dir` when absent. */
  programsDir?: string;
  /** After each change of a node's process; synchronously after a start. */
  onChange?: (node: ClusterNode) => void;
  /** Gives up before the servers start; afterwards they are stopped like any other. */
  signal?: AbortSignal;
};

/** A running cluster as the launcher handles it. */
export type ManagedCluster = {
  name: string;
  nodes: ClusterNode[];
  runAs: RunAs;
  replicationPassword: string;
  superuserUrl(database: string, node?: number): string;
  /** The same by the node itself, for the maintenance database. */
  urlOf(node: ClusterNode): string;
  /** The node that takes writes, or is about to. */
  primary(): ClusterNode;
  standbys(): ClusterNode[];
  /** Makes a node the primary in everybody's eyes; on disk when this returns. Promoting it is the caller's next step. */
  decidePrimary(node: ClusterNode, reason: string): void;
  /** Calls back after each change of a node's process. */
  onChange(listener: () => void): void;
  stopPrimary(graceMs: number): Promise<void>;
  stopStandbys(graceMs: number): Promise<void>;
};

/** Starts all nodes of a cluster and returns when it takes writes and every standby streams. */
export async function openCluster(options: ClusterOptions): Promise<ManagedCluster> {
  const log = options.log ?? (() => undefined);
  mkdirSync(options.dir, { recursive: true });
  const { binaries, runAs } = preparePrograms(options);
  const names = options.ports.map((_port, index) => `${options.name}_db_${index + 1}`);
  const folders = names.map((name) => path.join(options.dir, name));
  const { primary, mustPromote } = await prepareFolders({ ...options, names, folders, binaries, runAs, log });
  options.signal?.throwIfAborted();
  const cluster = manage({ ...options, log, names, folders, binaries, runAs, primary });
  try {
    await becomeReady(cluster, options, mustPromote, log);
    return cluster;
  } catch (error) {
    await cluster.stopPrimary(1500);
    await cluster.stopStandbys(1000);
    throw error;
  }
}

function preparePrograms(options: ClusterOptions): { binaries: PostgresBinaries; runAs: RunAs } {
  const copyDir = options.programsDir ?? options.dir;
  const binaries = findPostgres({ copyDir });
  try {
    return { binaries, runAs: chooseRunAs([options.dir, path.dirname(binaries.postgres)]) };
  } catch {
    // The package may lie in a closed folder while the data does not: then the programs go to the data.
    const runAs = chooseRunAs([options.dir]);
    return { binaries: findPostgres({ copyDir, mustCopy: true }), runAs };
  }
}

type Prepared = ClusterOptions & {
  names: string[];
  folders: string[];
  binaries: PostgresBinaries;
  runAs: RunAs;
  log: (line: string) => void;
};

/** Makes or repairs the data folders while nothing runs; answers which node is the primary, and whether it has yet to become one. */
async function prepareFolders(options: Prepared): Promise<{ primary: number; mustPromote: boolean }> {
  const { names, folders, runAs, log, signal = new AbortController().signal } = options;
  await Promise.all(folders.map(freeFolder));
  const decided = names.indexOf(readDecision(options.dir)?.primary ?? '');
  const plan = planCluster(folders.map(inspectFolder), decided === -1 ? undefined : decided);
  if (plan.kind === 'refuse') {
    throw new StackError(
      `PostgreSQL cluster ${options.name} in ${options.dir}: ${plan.reason}; a person has to choose`,
    );
  }
  const { primary, copyAnew, mustPromote } =
    plan.kind === 'create'
      ? { primary: 0, copyAnew: folders.slice(1).map((_folder, index) => index + 1), mustPromote: false }
      : plan;
  const primaryFolder = folders[primary] ?? '';
  if (plan.kind === 'create') {
    const { superuserPassword, binaries } = options;
    await initializeFolder({ initdb: binaries.initdb, dataDir: primaryFolder, superuserPassword, runAs, signal });
  } else if (copyAnew.length > 0) {
    log(`${options.name}: ${copyAnew.length} standby node(s) copied anew`);
  }
  await Promise.all(copyAnew.map((index) => copyFolder(primaryFolder, folders[index] ?? '', { runAs, signal })));
  return { primary, mustPromote };
}

function manage(options: Prepared & { primary: number }): ManagedCluster {
  const password = replicationPassword(options.superuserPassword);
  const listeners: (() => void)[] = [];
  let primary = options.primary;
  const primaryNode = () => {
    const node = nodes[primary];
    if (node === undefined) throw new Error('a cluster needs at least one port');
    return node;
  };
  const nodes = options.names.map((name, index) =>
    createNode(
      { name, port: options.ports[index] ?? 0, dataDir: options.folders[index] ?? '' },
      {
        ...options,
        logDir: options.logDir ?? path.join(options.dir, 'logs'),
        replicationPassword: password,
        isFast: options.fast === true,
        primary: primaryNode,
        onChange(node) {
          options.onChange?.(node);
          for (const listener of listeners) listener();
        },
        onCrash: (node, reason) =>
          options.log(`${node === primaryNode() ? 'PRIMARY' : 'standby'} ${node.name} ${reason}`),
      },
    ),
  );
  const superuserUrl = (database: string, node = 0) =>
    `postgres://postgres:${encodeURIComponent(options.superuserPassword)}@127.0.0.1:${nodes[node]?.port}/${database}`;
  const standbys = () => nodes.filter((node) => node !== primaryNode());
  return {
    name: options.name,
    nodes,
    runAs: options.runAs,
    replicationPassword: password,
    superuserUrl,
    urlOf: (node) => superuserUrl('postgres', nodes.indexOf(node)),
    primary: primaryNode,
    standbys,
    decidePrimary(node, reason) {
      writeDecision(options.dir, { primary: node.name, reason, decidedAt: Temporal.Now.instant().toString() });
      primary = nodes.indexOf(node);
    },
    onChange: (listener) => listeners.push(listener),
    stopPrimary: (graceMs) => primaryNode().process.stop('SIGINT', graceMs),
    async stopStandbys(graceMs) {
      await Promise.all(standbys().map((node) => node.process.stop('SIGINT', graceMs)));
    },
  };
}

async function becomeReady(
  cluster: ManagedCluster,
  options: ClusterOptions,
  mustPromote: boolean,
  log: (line: string) => void,
): Promise<void> {
  const primary = cluster.primary();
  const standbys = cluster.standbys();
  // Standbys that come before the role and slots they need would fill the logs with refusals.
  await primary.process.start();
  await waitForServer(primary, cluster.urlOf(primary));
  if (mustPromote) await withDatabase(cluster.urlOf(primary), promote);
  cluster.decidePrimary(primary, mustPromote ? 'a failover that was cut off was finished' : 'start');
  await bootstrap({
    urlOf: (database) => cluster.superuserUrl(database, cluster.nodes.indexOf(primary)),
    databases: options.databases,
    primary: primary.name,
    standbys: standbys.map((standby) => standby.name),
    replicationPassword: cluster.replicationPassword,
  });
  options.signal?.throwIfAborted();
  await Promise.all(standbys.map((standby) => standby.process.start()));
  if (standbys.length > 0) await waitForStandbys(cluster.name, cluster.urlOf(primary), standbys, log);
}
