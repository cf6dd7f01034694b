import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Stack, until } from '../kit/stack.ts';

/** One node of a cluster, as an operator reaches it. */
export type DatabaseNode = { name: string; port: number; role: string; syncState?: string; pid?: number };

export type Query = (text: string, values?: unknown[]) => Promise<pg.QueryResultRow[]>;

/** The database servers behind a stack, past all services. */
export type Nodes = {
  list(cluster: string): Promise<DatabaseNode[]>;
  primary(cluster: string): Promise<DatabaseNode>;
  standbys(cluster: string): Promise<DatabaseNode[]>;
  /** As superuser in the cluster's database; a commit waits for no standby. */
  ask<Row extends object>(node: Pick<DatabaseNode, 'port' | 'name'>, text: string, values?: unknown[]): Promise<Row[]>;
  /** The same on one connection for as long as `work` takes. */
  onConnection<T>(node: Pick<DatabaseNode, 'port' | 'name'>, work: (query: Query) => Promise<T>): Promise<T>;
  /** Waits until a cluster has its primary and two standbys that confirm commits; answers the primary. */
  whenWhole(cluster: string): Promise<DatabaseNode>;
};

const wholeMs = 60_000;

/** The clusters of a stack. */
export function reachNodes(stack: Stack): Nodes {
  const { superuserPassword } = JSON.parse(readFileSync(join(stack.dataDir, 'secrets.json'), 'utf8')) as {
    superuserPassword: string;
  };
  const list: Nodes['list'] = async (cluster) =>
    (await stack.report()).databases.filter((node) => node.cluster === cluster);
  return createNodes(superuserPassword, list);
}

/** The same of any clusters whose nodes are called `CLUSTER_db_1` and so on, as the database is called as the cluster. */
export function createNodes(superuserPassword: string, list: Nodes['list']): Nodes {
  const onConnection: Nodes['onConnection'] = async (node, work) => {
    const database = node.name.replace(/_db_\d+$/, '');
    const client = new pg.Client({
      connectionString: `postgres://postgres:${encodeURIComponent(superuserPassword)}@127.0.0.1:${node.port}/${database}`,
      connectionTimeoutMillis: 2000,
      query_timeout: 10_000,
      options: '-c synchronous_commit=local',
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(async (text, values) => (await client.query<pg.QueryResultRow>(text, values)).rows);
    } finally {
      await client.end();
    }
  };
  const primary: Nodes['primary'] = async (cluster) => {
    const node = (await list(cluster)).find(({ role }) => role === 'primary');
    if (node === undefined) throw new Error(`${cluster} has no primary`);
    return node;
  };
  return {
    list,
    primary,
    standbys: async (cluster) => (await list(cluster)).filter(({ role }) => role === 'standby'),
    onConnection,
    ask: <Row extends object>(node: Pick<DatabaseNode, 'port' | 'name'>, text: string, values: unknown[] = []) =>
      onConnection(node, async (query) => (await query(text, values)) as Row[]),
    whenWhole: (cluster) =>
      until(
        `${cluster} has a primary and two standbys`,
        async () => {
          const nodes = await list(cluster);
          return nodes.filter(({ syncState }) => syncState === 'quorum').length === 2 && primary(cluster);
        },
        wholeMs,
      ),
  };
}

/** A process and all its children, found by their parent. */
export function processTree(pid: number): number[] {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  return [pid, ...children.map(Number)];
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** Sends a signal to processes; those that are gone are passed over. */
export function signalAll(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Freezes processes; what it gives back lets them go on, as does the end of the experiment, however it ends. */
export function freeze(pids: readonly number[]): () => void {
  const thaw = () => {
    process.off('exit', thaw);
    signalAll(pids, 'SIGCONT');
  };
  process.on('exit', thaw);
  signalAll(pids, 'SIGSTOP');
  return thaw;
}
