/** What is found on disk for one node before anything starts. */
export type NodeOnDisk =
  | { state: 'empty' }
  | { state: 'primary' | 'standby'; systemIdentifier: string; timeline: number };

/** What to do with each node: index of the primary, and the nodes to copy anew from it. */
export type ClusterPlan =
  | { kind: 'create' }
  /** `mustPromote`: the primary was chosen by a failover that was cut off before its promotion. */
  | { kind: 'start'; primary: number; mustPromote: boolean; copyAnew: number[] }
  | { kind: 'refuse'; reason: string };

/**
 * Decides who starts as primary. `decided` is the node that the launcher wrote down as primary last: a failover writes it
 * before it promotes. Without such a note only a node that was primary may be, since a standby might lack commits that
 * another one acknowledged; of two that were, the higher timeline has won. The other becomes its standby.
 */
export function planCluster(nodes: readonly NodeOnDisk[], decided?: number): ClusterPlan {
  if (nodes.every((node) => node.state === 'empty')) return { kind: 'create' };
  const chosen = decided === undefined ? chooseByDisk(nodes) : decided;
  if (typeof chosen === 'string') return { kind: 'refuse', reason: chosen };
  const primary = nodes[chosen];
  if (primary === undefined || primary.state === 'empty') {
    return { kind: 'refuse', reason: 'the folder of the node that was the primary last is empty' };
  }
  const copyAnew = nodes.flatMap((node, index) => (index === chosen || follows(node, primary) ? [] : [index]));
  return { kind: 'start', primary: chosen, mustPromote: primary.state === 'standby', copyAnew };
}

/** Index of the primary by what lies on disk, or why it cannot be told. */
function chooseByDisk(nodes: readonly NodeOnDisk[]): number | string {
  const candidates = nodes.flatMap((node, index) =>
    node.state === 'primary' ? [{ index, timeline: node.timeline }] : [],
  );
  const highest = Math.max(...candidates.map((candidate) => candidate.timeline));
  const [winner, rival] = candidates.filter((candidate) => candidate.timeline === highest);
  if (winner === undefined) return 'no node was the primary when it last ran';
  return rival === undefined ? winner.index : 'two nodes were primaries of the same timeline when they last ran';
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
const launcherSettings = [
  'primary_conninfo',
  'primary_slot_name',
  'synchronous_standby_names',
  'default_transaction_read_only',
  'port',
];

/** `postgresql.auto.conf` without what the launcher decides anew at each start; everything else stays. */
export function withoutLauncherSettings(autoConf: string): string {
  const isOurs = (line: string) => launcherSettings.some((name) => line.trimStart().startsWith(`${name} `));
  return autoConf
    .split('\n')
    .filter((line) => !isOurs(line))
    .join('\n');
}
