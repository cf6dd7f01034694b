import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../processes/child.ts';
import { lastLines } from '../processes/log-file.ts';
import { type Supervised, supervise } from '../processes/supervisor.ts';
import { chooseRunAs, commandAs, type RunAs } from '../processes/unprivileged.ts';
import { findPostgres, type PostgresBinaries } from './binaries.ts';
import { bootstrap, type DatabaseSpec } from './bootstrap.ts';
import {
  configureFolder,
  copyFolder,
  freeFolder,
  initializeFolder,
  inspectFolder,
  isStandbyFolder,
  replicationPassword,
} from './folder.ts';
import { findIdentity, listStandbys, withDatabase } from './queries.ts';
import { planCluster } from './rules.ts';
import { StackError } from '../stack-error.ts';

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

export type ClusterNode = { name: string; port: number; dataDir: string; logFile: string; process: Supervised };

/** A running cluster as the launcher handles it. */
export type ManagedCluster = {
  name: string;
  nodes: ClusterNode[];
  superuserUrl(database: string, node?: number): string;
  /** Whether a node is a standby now. */
  isStandby(node: ClusterNode): boolean;
  stopPrimary(graceMs: number): Promise<void>;
  stopStandbys(graceMs: number): Promise<void>;
};

const startDeadlineMs = 30_000;
const replicationDeadlineMs = 20_000;

/** Starts all nodes of a cluster and returns when it takes writes and every standby streams. */
export async function openCluster(options: ClusterOptions): Promise<ManagedCluster> {
  const log = options.log ?? (() => undefined);
  mkdirSync(options.dir, { recursive: true });
  const { binaries, runAs } = preparePrograms(options);
  const names = options.ports.map((_port, index) => `${options.name}_db_${index + 1}`);
  const folders = names.map((name) => path.join(options.dir, name));
  const primary = await prepareFolders({ ...options, folders, binaries, runAs, log });
  options.signal?.throwIfAborted();
  const source = {
    port: options.ports[primary] ?? 0,
    password: replicationPassword(options.superuserPassword),
  };
  const nodes = names.map((name, index) => {
    const dataDir = folders[index] ?? '';
    const settings = { name, port: options.ports[index] ?? 0, others: names.filter((other) => other !== name) };
    const role = index === primary ? {} : { source };
    configureFolder(dataDir, { ...settings, ...role, isFast: options.fast === true }, runAs);
    return createNode({ name, port: settings.port, dataDir }, { ...options, binaries, runAs, log });
  });
  const cluster = manage(options, nodes, nodes[primary]);
  try {
    await becomeReady(cluster, options, primary, log);
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

/** Makes or repairs the data folders while nothing runs; answers which node is the primary. */
async function prepareFolders(
  options: ClusterOptions & {
    folders: string[];
    binaries: PostgresBinaries;
    runAs: RunAs;
    log: (line: string) => void;
  },
): Promise<number> {
  const { folders, runAs, log, signal = new AbortController().signal } = options;
  await Promise.all(folders.map(freeFolder));
  const plan = planCluster(folders.map(inspectFolder));
  if (plan.kind === 'refuse') {
    throw new StackError(
      `PostgreSQL cluster ${options.name} in ${options.dir}: ${plan.reason}; a person has to choose`,
    );
  }
  const primary = plan.kind === 'create' ? 0 : plan.primary;
  const primaryFolder = folders[primary] ?? '';
  if (plan.kind === 'create') {
    const { superuserPassword } = options;
    await initializeFolder({
      initdb: options.binaries.initdb,
      dataDir: primaryFolder,
      superuserPassword,
      runAs,
      signal,
    });
  }
  const copies =
    plan.kind === 'create'
      ? folders
          .keys()
          .filter((index) => index > 0)
          .toArray()
      : plan.copyAnew;
  if (plan.kind === 'start' && copies.length > 0) log(`${options.name}: ${copies.length} standby node(s) copied anew`);
  await Promise.all(copies.map((index) => copyFolder(primaryFolder, folders[index] ?? '', { runAs, signal })));
  return primary;
}

function createNode(
  place: { name: string; port: number; dataDir: string },
  options: ClusterOptions & { binaries: PostgresBinaries; runAs: RunAs; log: (line: string) => void },
): ClusterNode {
  const { name, dataDir } = place;
  const logFile = path.join(options.logDir ?? path.join(options.dir, 'logs'), `${name}.log`);
  const process: Supervised = supervise({
    name,
    async launch() {
      await freeFolder(dataDir);
      const command = commandAs(options.runAs, options.binaries.postgres, ['-D', dataDir]);
      return startChild({ ...command, cwd: dataDir, logFile });
    },
    // A crashed primary may have lost the role meanwhile; started blindly it would take writes again.
    mayRestart: () => isStandbyFolder(dataDir),
    onChange: () => options.onChange?.(node),
    onCrash: (reason) => options.log(`${isStandbyFolder(dataDir) ? 'standby' : 'PRIMARY'} ${name} ${reason}`),
    nowMs: () => performance.now(),
  });
  const node: ClusterNode = { ...place, logFile, process };
  return node;
}

function manage(options: ClusterOptions, nodes: ClusterNode[], firstPrimary: ClusterNode | undefined): ManagedCluster {
  const isStandby = (node: ClusterNode) =>
    existsSync(node.dataDir) ? isStandbyFolder(node.dataDir) : node !== firstPrimary;
  const stopWhere = async (matches: (node: ClusterNode) => boolean, graceMs: number) => {
    await Promise.all(nodes.filter(matches).map((node) => node.process.stop('SIGINT', graceMs)));
  };
  return {
    name: options.name,
    nodes,
    superuserUrl(database, node = 0) {
      const password = encodeURIComponent(options.superuserPassword);
      return `postgres://postgres:${password}@127.0.0.1:${nodes[node]?.port}/${database}`;
    },
    isStandby,
    stopPrimary: (graceMs) => stopWhere((node) => !isStandby(node), graceMs),
    stopStandbys: (graceMs) => stopWhere(isStandby, graceMs),
  };
}

async function becomeReady(
  cluster: ManagedCluster,
  options: ClusterOptions,
  primary: number,
  log: (line: string) => void,
): Promise<void> {
  const node = cluster.nodes[primary];
  if (node === undefined) throw new Error('a cluster needs at least one port');
  const urlOf = (database: string) => cluster.superuserUrl(database, primary);
  // Standbys that come before the role and slots they need would fill the logs with refusals.
  await node.process.start();
  await waitForServer(node, urlOf('postgres'));
  const standbys = cluster.nodes.filter((other) => other !== node);
  await bootstrap({
    urlOf,
    databases: options.databases,
    primary: node.name,
    standbys: standbys.map((standby) => standby.name),
    replicationPassword: replicationPassword(options.superuserPassword),
  });
  options.signal?.throwIfAborted();
  await Promise.all(standbys.map((standby) => standby.process.start()));
  if (standbys.length > 0) await waitForStandbys(cluster, urlOf('postgres'), standbys, log);
}

/** Waits until the node answers, and makes sure that it is this node and not a stranger on the same port. */
async function waitForServer(node: ClusterNode, url: string): Promise<void> {
  const deadline = performance.now() + startDeadlineMs;
  for (;;) {
    try {
      const identity = await withDatabase(url, findIdentity);
      const own = inspectFolder(node.dataDir);
      if (own.state !== 'empty' && identity.systemIdentifier === own.systemIdentifier) return;
      throw new StackError(`port ${node.port} is answered by another PostgreSQL server than ${node.name}`);
    } catch (error) {
      const { state } = node.process.status();
      if (state !== 'running' || performance.now() > deadline || !isStillStarting(error)) {
        throw new StackError(`PostgreSQL node ${node.name} did not start (${String(error)}). ${tailOf(node)}`, {
          cause: error,
        });
      }
    }
    await delay(25);
  }
}

/** Nobody listens yet, or the server says that it is starting up. */
function isStillStarting(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return ['ECONNREFUSED', 'ECONNRESET', '57P03'].includes(code ?? '') || (message ?? '').includes('terminated');
}

async function waitForStandbys(
  cluster: ManagedCluster,
  url: string,
  standbys: ClusterNode[],
  log: (line: string) => void,
): Promise<void> {
  const deadline = performance.now() + replicationDeadlineMs;
  const missing = await withDatabase(url, async (server) => {
    for (;;) {
      const streaming = (await listStandbys(server)).filter((row) => row.state === 'streaming').map((row) => row.name);
      const absent = standbys.filter((standby) => !streaming.includes(standby.name));
      if (absent.length === 0 || performance.now() > deadline) return absent;
      await delay(25);
    }
  });
  if (missing.length === 0) return;
  const report = missing.map((standby) => `${standby.name}: ${tailOf(standby)}`).join('\n');
  if (missing.length === standbys.length) throw new StackError(`no standby of ${cluster.name} streams.\n${report}`);
  log(`${cluster.name} runs with a standby less than it should.\n${report}`);
}

function tailOf(node: ClusterNode): string {
  return `Its log (${node.logFile}) ends:\n${lastLines(node.logFile, 8).join('\n')}`;
}
