import { openFolder, startStack } from '@airside/local-stack';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { mountDisk, type SmallDisk, unmountDisk } from './small-disk.ts';

/** One process of a stack as its launcher reports it; no pid while it does not run. */
export type ProcessReport = { name: string; port: number; state: string; pid?: number; restarts: number };

export type StackReport = {
  instances: ProcessReport[];
  databases: (ProcessReport & { cluster: string; role: string })[];
  redis: { nodes: ProcessReport[] };
};

/** A running stack, and the means to hurt it: its launcher's control server. */
export type Stack = {
  dataDir: string;
  gatewayUrl: string;
  admin: { username: string; password: string };
  report(): Promise<StackReport>;
  /** Instances of a service, such as `notification_service`. */
  instancesOf(service: string): Promise<ProcessReport[]>;
  /** SIGKILL; the launcher starts the process again after a wait. False where it does not run. */
  kill(name: string): Promise<boolean>;
  /** An orderly stop and a start at once, also of one that waits for its restart. */
  restart(name: string): Promise<void>;
  /** URL of a cluster's first node for the role that owns a schema. */
  databaseUrl(cluster: 'users' | 'booking', role: string): string;
  /** Ends a stack that was started for us; leaves one alone that was there. */
  close(): Promise<void>;
};

export type NewStack = {
  port: number;
  instances: { user: number; booking: number; notification: number; operations: number };
  env?: Record<string, string>;
  /** A cluster whose data lie on a disk of its own, which is small. */
  disk?: SmallDisk;
  /** Folder with the services; this checkout's when absent. */
  servicesDir?: string;
  withPrometheus?: boolean;
  /** Webhooks for its alerts. */
  alertUrls?: { page: string; ticket: string };
  /** Nodes of a service's database that is kept elsewhere. */
  databaseUrls?: Record<string, readonly string[]>;
};

/** Starts a stack of its own, with its data in a temporary folder. */
export async function openStack({ disk, ...options }: NewStack): Promise<Stack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'airside-prove-'));
  const removeData = async () => {
    if (disk !== undefined) await unmountDisk(dataDir, disk);
    rmSync(dataDir, { recursive: true, force: true });
  };
  if (disk !== undefined) {
    openFolder(dataDir);
    await mountDisk(dataDir, disk);
  }
  const starting = startStack({ env: { LOG_LEVEL: 'info' }, ...options, dataDir, verbose: false });
  const running = await starting.catch(async (error: unknown) => {
    await removeData();
    throw error;
  });
  let isClosed = false;
  const killAll = () => killProcesses(dataDir);
  process.once('exit', killAll);
  return {
    ...joinStack(dataDir),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await running.stop();
      process.off('exit', killAll);
      await removeData();
    },
  };
}

/** For a process that ends before its stack: what it started runs on by itself, and nobody would stop it. */
function killProcesses(dataDir: string): void {
  const { processes } = readJson<{ processes: { pid: number }[] }>(join(dataDir, 'stack.json'));
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(dataDir, { recursive: true, force: true });
}

/** The stack that runs on a data folder; somebody else's, so that closing it leaves it running. */
export function joinStack(dataDir: string): Stack {
  const { ports } = readJson<{ ports: Record<string, number> }>(join(dataDir, 'stack.json'));
  const secrets = readJson<{
    adminUsername: string;
    adminPassword: string;
    clusterSecret: string;
    rolePasswords: Record<string, string>;
  }>(join(dataDir, 'secrets.json'));

  async function control(method: 'GET' | 'POST', path: string): Promise<{ status: number; body: unknown }> {
    const answer = await request(`http://127.0.0.1:${ports['control']}${path}`, {
      method,
      headers: { 'x-airside-cluster-secret': secrets.clusterSecret },
      signal: AbortSignal.timeout(10_000),
    });
    return { status: answer.statusCode, body: await answer.body.json() };
  }

  const report = async () => (await control('GET', '/status')).body as StackReport;
  return {
    dataDir,
    gatewayUrl: `http://127.0.0.1:${ports['gateway_1']}`,
    admin: { username: secrets.adminUsername, password: secrets.adminPassword },
    report,
    instancesOf: async (service) =>
      (await report()).instances.filter(({ name }) => name.replace(/_\d+$/, '') === service),
    kill: async (name) => (await control('POST', `/instances/${name}/kill`)).status === 202,
    async restart(name) {
      const { status, body } = await control('POST', `/instances/${name}/restart`);
      if (status !== 202) throw new Error(`restart of ${name}: ${status} ${JSON.stringify(body)}`);
    },
    databaseUrl: (cluster, role) =>
      `postgres://${role}:${secrets.rolePasswords[role]}@127.0.0.1:${ports[`${cluster}_db_1`]}/${cluster}`,
    async close() {},
  };
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

/** Looks until there is an answer. Throws with what was waited for. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs: number,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain for: ${what}`);
    await delay(20);
  }
}
