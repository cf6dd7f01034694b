/** What is found on disk for one node before anything starts. */
export type NodeOnDisk =
  | { state: 'empty' }
  | { state: 'primary' | 'standby'; systemIdentifier: string; timeline: number };

/** What to do with each node: index of the primary, and the nodes to copy anew from it. */
export type ClusterPlan =
  | { kind: 'create' }
  | { kind: 'start'; primary: number; copyAnew: number[] }
  | { kind: 'refuse'; reason: string };

/**
 * Decides who starts as primary. Only a node that was primary may be: a standby might lack commits that another one
 * acknowledged. Of two that were (after a failover), the higher timeline has won; the other becomes its standby.
 */
export function planCluster(nodes: readonly NodeOnDisk[]): ClusterPlan {
  if (nodes.every((node) => node.state === 'empty')) return { kind: 'create' };
  const candidates = nodes.flatMap((node, index) =>
    node.state === 'primary' ? [{ index, timeline: node.timeline }] : [],
  );
  const highest = Math.max(...candidates.map((candidate) => candidate.timeline));
  const winners = candidates.filter((candidate) => candidate.timeline === highest);
  const [winner] = winners;
  if (winner === undefined) return { kind: 'refuse', reason: 'no node was the primary when it last ran' };
  if (winners.length > 1) {
    return { kind: 'refuse', reason: 'two nodes were primaries of the same timeline when they last ran' };
  }
  const primary = nodes[winner.index];
  const copyAnew = nodes.flatMap((node, index) => (index === winner.index || follows(node, primary) ? [] : [index]));
  return { kind: 'start', primary: winner.index, copyAnew };
}

/** Whether a node can go on as a standby of the primary with the data it has. */
function follows(node: NodeOnDisk, primary: NodeOnDisk | undefined): boolean {
  return (
    node.state === 'standby' &&
    primary !== undefined &&
    primary.state !== 'empty' &&
    node.systemIdentifier === primary.systemIdentifier &&
    node.timeline <= primary.timeline
  );
}

/** Commits wait until any one of these standbys has them on disk; empty for a lone server. */
export function synchronousStandbyNames(standbys: readonly string[]): string {
  return standbys.length === 0 ? '' : `ANY 1 (${standbys.map((name) => `"${name}"`).join(', ')})`;
}

/** Settings that belong to the launcher. `ALTER SYSTEM` keeps its own in `postgresql.auto.conf`, which would win over them. */
const launcherSettings = ['primary_conninfo', 'primary_slot_name', 'synchronous_standby_names', 'port'];

/** `postgresql.auto.conf` without what the launcher decides anew at each start; everything else stays. */
export function withoutLauncherSettings(autoConf: string): string {
  const isOurs = (line: string) => launcherSettings.some((name) => line.trimStart().startsWith(`${name} `));
  return autoConf
    .split('\n')
    .filter((line) => !isOurs(line))
    .join('\n');
}
