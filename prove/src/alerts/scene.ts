import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freeze, type Nodes, processTree, reachNodes } from '../failover/nodes.ts';
import { type Account, type Api, createApi } from '../kit/api.ts';
import { type Desk, openDesk } from '../kit/desk.ts';
import { findOutbox, type Outbox } from '../kit/outbox.ts';
import { type Stack, until } from '../kit/stack.ts';
import type { Kafka } from './kafka.ts';
import type { Prometheus } from './prometheus.ts';

/** What faults are made with. */
export type AlertScene = {
  stack: Stack;
  api: Api;
  desk: Desk;
  nodes: Nodes;
  outbox: Outbox;
  prometheus: Prometheus;
  kafka: Kafka | undefined;
  clusterSecret: string;
  portOf(name: string): number;
  /** A token of staff that has not ended. */
  staffToken(): Promise<string>;
  /** Flights that nobody has booked. */
  newFlights(count: number): Promise<string[]>;
  /** Lets processes hang, with all their children; what it gives back lets them go on. */
  freeze(...names: string[]): Promise<() => void>;
  /** Kills processes, and again whenever the launcher has brought one back; what it gives back starts them. */
  keepDown(...names: string[]): Promise<() => Promise<void>>;
  close(): Promise<void>;
};

/** A token lives 15 minutes. */
const tokenMs = 8 * 60_000;

export async function setAlertScene(
  stack: Stack,
  { prometheus, kafka }: Pick<AlertScene, 'prometheus' | 'kafka'>,
): Promise<AlertScene> {
  const { ports } = readJson<{ ports: Record<string, number> }>(stack, 'stack.json');
  const { clusterSecret } = readJson<{ clusterSecret: string }>(stack, 'secrets.json');
  const outbox = await findOutbox(stack);
  if (outbox === undefined) throw new Error('this stack sends to real providers; they cannot be made to fail');
  const api = createApi(stack);
  let staff: { account: Account; sinceMs: number } | undefined;

  async function staffToken(): Promise<string> {
    if (staff === undefined || performance.now() - staff.sinceMs > tokenMs) {
      const { username, password } = stack.admin;
      staff = { account: await api.login(username, password), sinceMs: performance.now() };
    }
    return staff.account.token;
  }

  /** Codes are drawn by lot: one that is taken is drawn again. */
  async function newFlight(tries = 5): Promise<string> {
    try {
      return await api.scheduleFlight(await staffToken());
    } catch (error) {
      if (tries > 1 && String(error).includes('schedule: 409')) return newFlight(tries - 1);
      throw error;
    }
  }

  return {
    stack,
    api,
    desk: await openDesk(api, stack),
    nodes: reachNodes(stack),
    outbox,
    prometheus,
    kafka,
    clusterSecret,
    portOf: (name) => ports[name] ?? 0,
    staffToken,
    newFlights: (count) => Promise.all(Array.from({ length: count }, () => newFlight())),
    async freeze(...names) {
      const pids = pidsOf(stack);
      return freeze(names.flatMap((name) => processTree(pids.get(name) ?? missing(name))));
    },
    async keepDown(...names) {
      let isOver = false;
      const killing = until(
        'the end of the fault',
        async () => {
          for (const name of names) await stack.kill(name);
          return isOver;
        },
        Number.POSITIVE_INFINITY,
      );
      return async () => {
        isOver = true;
        await killing;
        // The launcher waits longer and longer before it starts what keeps crashing.
        await Promise.all(names.map((name) => stack.restart(name)));
      };
    },
    close: () => api.close(),
  };
}

/** Pids of everything that runs, also of Prometheus. */
export function pidsOf(stack: Pick<Stack, 'dataDir'>): Map<string, number> {
  const { processes } = readJson<{ processes: { name: string; pid: number }[] }>(stack, 'stack.json');
  return new Map(processes.map(({ name, pid }) => [name, pid]));
}

function readJson<T>({ dataDir }: Pick<Stack, 'dataDir'>, file: string): T {
  return JSON.parse(readFileSync(join(dataDir, file), 'utf8')) as T;
}

function missing(name: string): never {
  throw new Error(`${name} does not run`);
}
