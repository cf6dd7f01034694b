import { type ClusterOptions, openCluster } from './cluster.ts';

export type PostgresCluster = {
  nodes: { name: string; port: number; pid: number }[];
  /** Ends in `/DATABASE`; node 0 is the primary of a new cluster. */
  superuserUrl(database: string, node?: number): string;
  stop(): Promise<void>;
};

/**
 * Starts a PostgreSQL cluster in `dir`: a primary, and a streaming standby for every further port, any one of which must
 * confirm a commit. Returns when it takes writes; state survives restarts.
 */
export async function startPostgresCluster(
  options: Omit<ClusterOptions, 'logDir' | 'programsDir' | 'onChange' | 'signal'>,
): Promise<PostgresCluster> {
  const cluster = await openCluster(options);
  return {
    nodes: cluster.nodes.map((node) => {
      const status = node.process.status();
      return { name: node.name, port: node.port, pid: status.state === 'running' ? status.pid : 0 };
    }),
    superuserUrl: cluster.superuserUrl,
    async stop() {
      await cluster.stopPrimary(3000);
      await cluster.stopStandbys(2000);
    },
  };
}
