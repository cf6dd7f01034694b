import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startChild } from '../processes/child.ts';
import { lastLines } from '../processes/log-file.ts';
import { type Supervised, supervise } from '../processes/supervisor.ts';
import { chooseRunAs, commandAs, giveTo, type RunAs } from '../processes/unprivileged.ts';
import { findRedis, type RedisBinary } from './binaries.ts';
import { clusterTable, configurationOf, nodeId } from './rules.ts';
import { StackError } from '../stack-error.ts';

export type RedisOptions = {
  dir: string;
  /** Where unpacked programs are kept between runs. */
  cacheDir: string;
  /** One = a single server, three = a cluster of masters. */
  ports: readonly number[];
  log?: (line: string) => void;
  logDir?: string;
  /** After each change of a node's process; synchronously after a start. */
  onChange?: (node: RedisNode) => void;
  /** Gives up before the servers start; afterwards they are stopped like any other. */
  signal?: AbortSignal;
};

export type RedisNode = { name: string; port: number; logFile: string; process: Supervised };

export type ManagedRedis = { urls: string[]; nodes: RedisNode[]; stop(graceMs: number): Promise<void> };

const startDeadlineMs = 20_000;

/** Starts Redis and returns when every node answers and, in a cluster, agrees that all slots are served. */
export async function openRedis(options: RedisOptions): Promise<ManagedRedis> {
  const log = options.log ?? (() => undefined);
  mkdirSync(options.dir, { recursive: true });
  const binary = await findRedis(options.cacheDir, { log, signal: options.signal ?? new AbortController().signal });
  options.signal?.throwIfAborted();
  const runAs = chooseOwner(options.dir, binary);
  const clusterId = readClusterId(path.join(options.dir, 'cluster-id'));
  const nodes = options.ports.map((port, index) => createNode(options, { binary, runAs, clusterId, index, port, log }));
  const redis: ManagedRedis = {
    urls: options.ports.map((port) => `redis://127.0.0.1:${port}`),
    nodes,
    async stop(graceMs) {
      await Promise.all(nodes.map((node) => node.process.stop('SIGTERM', graceMs)));
    },
  };
  try {
    await Promise.all(nodes.map((node) => node.process.start()));
    await Promise.all(nodes.map((node, index) => waitForNode(node, nodes.length > 1 ? nodeId(clusterId, index) : '')));
    return redis;
  } catch (error) {
    await redis.stop(1000);
    throw error;
  }
}

/** Redis would run as root; nobody gains from that. Where no other user can enter, it is root all the same. */
function chooseOwner(dir: string, binary: RedisBinary): RunAs {
  try {
    return chooseRunAs([dir, ...(path.isAbsolute(binary.server) ? [path.dirname(binary.server)] : [])]);
  } catch {
    return { kind: 'self' };
  }
}

/** Random, made once per folder: the node ids come from it, so that another stack's nodes never join. */
function readClusterId(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

function createNode(
  options: RedisOptions,
  node: {
    binary: RedisBinary;
    runAs: RunAs;
    clusterId: string;
    index: number;
    port: number;
    log: (line: string) => void;
  },
): RedisNode {
  const name = `redis_${node.index + 1}`;
  const dir = path.join(options.dir, name);
  const logFile = path.join(options.logDir ?? path.join(options.dir, 'logs'), `${name}.log`);
  const isCluster = options.ports.length > 1;
  const { libraryPath } = node.binary;
  const libraries = libraryPath === undefined ? {} : { LD_LIBRARY_PATH: libraryPath };
  const process: Supervised = supervise({
    name,
    launch() {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      writeFileSync(path.join(dir, 'redis.conf'), configurationOf(node.port, isCluster), { mode: 0o600 });
      if (isCluster) {
        const table = clusterTable(node.clusterId, options.ports, node.index);
        writeFileSync(path.join(dir, 'nodes.conf'), table, { mode: 0o600 });
      }
      giveTo(node.runAs, dir);
      return startChild({
        ...commandAs(node.runAs, node.binary.server, ['./redis.conf'], libraries),
        cwd: dir,
        logFile,
      });
    },
    mayRestart: () => true,
    onChange: () => options.onChange?.(created),
    onCrash: (reason) => node.log(`${name} ${reason}`),
    nowMs: () => performance.now(),
  });
  const created: RedisNode = { name, port: node.port, logFile, process };
  return created;
}

async function waitForNode(node: RedisNode, id: string): Promise<void> {
  const client = new Redis(node.port, '127.0.0.1', {
    lazyConnect: true,
    retryStrategy: () => 25,
    commandTimeout: 1000,
  });
  client.on('error', () => undefined);
  const deadline = performance.now() + startDeadlineMs;
  let lastAnswer = 'no answer';
  try {
    void client.connect().catch(() => undefined);
    while (performance.now() < deadline) {
      lastAnswer = await readiness(client, id).catch((error: unknown) => String(error));
      if (lastAnswer === 'ready') return;
      if (node.process.status().state !== 'running') break;
      await delay(25);
    }
  } finally {
    client.disconnect();
  }
  const tail = lastLines(node.logFile, 8).join('\n');
  throw new StackError(
    `Redis node ${node.name} did not start (${lastAnswer}). Its log (${node.logFile}) ends:\n${tail}`,
  );
}

/** `ready`, or what is still missing. A node id is given in a cluster. */
async function readiness(client: Redis, id: string): Promise<string> {
  if (id === '') return (await client.ping()) === 'PONG' ? 'ready' : 'no PONG';
  if (String(await client.cluster('MYID')) !== id) return 'another Redis server answers on this port';
  const info = String(await client.cluster('INFO'));
  const isServing = info.includes('cluster_state:ok') && info.includes('cluster_slots_ok:16384');
  return isServing ? 'ready' : 'the cluster is not complete';
}
