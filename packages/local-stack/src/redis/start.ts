import { programCacheFor } from '../stack/places.ts';
import { openRedis, type RedisOptions } from './cluster.ts';

export type RunningRedis = { urls: string[]; nodes: { port: number; pid: number }[]; stop(): Promise<void> };

/** Starts Redis in `dir`: one port makes a single server, three a cluster of masters. State survives restarts. */
export async function startRedis(
  options: Pick<RedisOptions, 'dir' | 'ports' | 'log'> & { cacheDir?: string },
): Promise<RunningRedis> {
  const redis = await openRedis({ cacheDir: programCacheFor(options.dir), ...options });
  return {
    urls: redis.urls,
    nodes: redis.nodes.map((node) => {
      const status = node.process.status();
      return { port: node.port, pid: status.state === 'running' ? status.pid : 0 };
    }),
    stop: () => redis.stop(2000),
  };
}
