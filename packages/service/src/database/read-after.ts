import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a client has seen: positions by cluster, each as it was signed. */
export type ReadAfter = {
  /** Position in the cluster's log; undefined where the client brought none, or none that we signed. */
  positionOf(cluster: string): string | undefined;
  /** The value to send back, with one position replaced. */
  with(cluster: string, position: string): string;
};

/** Behind everything there is: whoever brings it is sent to the primary. */
export const beyondAll = 'FFFFFFFF/FFFFFFFF';

const longestValue = 1024;
const mostClusters = 8;
const entry = /^([a-z]{1,20}):([0-9A-F]{1,8}\/[0-9A-F]{1,8}):([\w-]{22})$/;

/** Reads and writes values of `X-Read-After`, signed so that nobody can send all his reads to the primary, or guess at positions. */
export function createReadAfterReader(clusterSecret: string): (value: string) => ReadAfter {
  const key = createHmac('sha256', clusterSecret).update('x-read-after').digest();
  const sign = (cluster: string, position: string) =>
    createHmac('sha256', key).update(`${cluster}:${position}`).digest('base64url').slice(0, 22);
  const isOurs = (cluster: string, position: string, signature: string) =>
    timingSafeEqual(Buffer.from(sign(cluster, position)), Buffer.from(signature));

  return (value) => {
    const known = new Map<string, string>();
    const parts = value.length > longestValue ? [] : value.split(',').slice(0, mostClusters);
    for (const part of parts) {
      const [, cluster = '', position = '', signature = ''] = entry.exec(part.trim()) ?? [];
      if (cluster !== '' && isOurs(cluster, position, signature)) known.set(cluster, position);
    }
    return {
      positionOf: (cluster) => known.get(cluster),
      with(cluster, position) {
        const all = [...known].filter(([name]) => name !== cluster).slice(0, mostClusters - 1);
        return [...all, [cluster, position] as const].map(([name, at]) => `${name}:${at}:${sign(name, at)}`).join(', ');
      },
    };
  };
}
