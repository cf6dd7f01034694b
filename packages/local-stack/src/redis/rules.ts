import { createHash } from 'node:crypto';

/** Redis keeps 16384 hash slots; each of the masters gets an equal share. */
const slots = 16_384;
/** Masters talk to each other on the client port plus this. */
export const busOffset = 10_000;

/** Node id that a master of this cluster has at every start. */
export function nodeId(clusterId: string, index: number): string {
  return createHash('sha1').update(`${clusterId}/${index}`).digest('hex');
}

/** Text of `nodes.conf` for one master: all masters know each other from the first moment, on whatever ports they are now. */
export function clusterTable(clusterId: string, ports: readonly number[], myself: number): string {
  const share = (index: number) => Math.floor((index * slots) / ports.length);
  const lines = ports.map((port, index) => {
    const flags = index === myself ? 'myself,master' : 'master';
    const range = `${share(index)}-${share(index + 1) - 1}`;
    return `${nodeId(clusterId, index)} 127.0.0.1:${port}@${port + busOffset} ${flags} - 0 0 ${index + 1} connected ${range}`;
  });
  return `${lines.join('\n')}\nvars currentEpoch ${ports.length} lastVoteEpoch 0\n`;
}

/** Text of `redis.conf`. */
export function configurationOf(port: number, isCluster: boolean): string {
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    'daemonize no',
    'dir .',
    'loglevel notice',
    // State survives a restart: each write within a second.
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'tcp-backlog 511',
  ];
  const cluster = [
    'cluster-enabled yes',
    'cluster-config-file nodes.conf',
    'cluster-node-timeout 2000',
    // One dead master must not stop the other two.
    'cluster-require-full-coverage no',
    'cluster-allow-reads-when-down yes',
  ];
  return `${[...settings, ...(isCluster ? cluster : [])].join('\n')}\n`;
}
