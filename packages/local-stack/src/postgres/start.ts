import { type ClusterOptions, openCluster } from './cluster.ts';
import { type GuardReport, guardCluster } from './failover/guard.ts';

export type PostgresCluster = {
  nodes: { name: string; port: number; pid: number }[];
  /** Ends in `/DATABASE`; node 0 is the primary of a new cluster. */
  superuserUrl(database: string, node?: number): string;
  /** Which node takes writes, by index. */
  primary(): number;
  /** Process of a node now; undefined while it does not run. */
  pidOf(node: number): number | undefined;
  /** Of a guarded cluster. */
  report(): GuardReport | undefined;
  /** Changes the primary of a guarded cluster on purpose. */
  switchOver(): Promise<string>;
  stop(): Promise<void>;
};

export type PostgresClusterOptions = Omit<ClusterOptions, 'logDir' | 'programsDir' | 'onChange' | 'signal'> & {
  /** Whether a lost primary is replaced, and a node that comes back made a standby, as under `npm start`. */
  isGuarded?: boolean;
};

/**
 * Starts a PostgreSQL cluster in `dir`: a primary, and a streaming standby for every further port, any one of which must
 * confirm a commit. Returns when it takes writes; state survives restarts.
 */
export async function startPostgresCluster(options: PostgresClusterOptions): Promise<PostgresCluster> {
  const cluster = await openCluster(options);
  const guard = options.isGuarded === true ? guardCluster(cluster, options.log ?? (() => undefined)) : undefined;
  const pidOf = (index: number) => {
    const status = cluster.nodes[index]?.process.status();
    return status?.state === 'running' ? status.pid : undefined;
  };
  return {
    nodes: cluster.nodes.map(({ name, port }, index) => ({ name, port, pid: pidOf(index) ?? 0 })),
    superuserUrl: cluster.superuserUrl,
    primary: () => cluster.nodes.indexOf(cluster.primary()),
    pidOf,
    report: () => guard?.report(),
    async switchOver() {
      if (guard === undefined) throw new Error(`${cluster.name} is not guarded`);
      return guard.switchOver();
    },
    async stop() {
      await guard?.stop();
      await cluster.stopPrimary(3000);
      await cluster.stopStandbys(2000);
    },
  };
}
