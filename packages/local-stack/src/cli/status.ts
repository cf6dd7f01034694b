import pc from 'picocolors';
import type { ClusterReport, DatabaseReport, ProcessReport, StackStatus } from '../stack/status.ts';
import { askLauncher } from './control-client.ts';
import { formatTable } from './table.ts';

/** Prints every process of the running stack. */
export async function showStatus(dataDir: string): Promise<void> {
  console.log(formatStatus((await askLauncher(dataDir, 'GET', '/status')) as StackStatus));
}

function formatStatus(status: StackStatus): string {
  const columns = ['pid', 'port', 'uptime', 'restarts', 'state'];
  const headOf = (first: string, ...more: string[]) => [first, ...columns, ...more].map(pc.bold);
  const sections = [
    formatTable([headOf('instance'), ...status.instances.map(cellsOf)]),
    formatTable([
      headOf('database', 'role', 'commit', 'lag', 'timeline'),
      ...status.databases.map((node) => [...cellsOf(node), node.role, ...replicationOf(node)]),
    ]),
    status.clusters.map(describeCluster).join('\n'),
    status.redis.nodes.length === 0
      ? `  redis: given servers at ${status.redis.urls.map((url) => new URL(url).host).join(', ')}`
      : formatTable([headOf('redis'), ...status.redis.nodes.map(cellsOf)]),
  ];
  return `Gateway ${status.gatewayUrl}, data in ${status.dataDir}\n\n${sections.join('\n\n')}`;
}

function cellsOf(process: ProcessReport): string[] {
  return [
    process.name,
    process.pid === undefined ? '-' : String(process.pid),
    String(process.port),
    process.uptimeSeconds === undefined ? '-' : formatUptime(process.uptimeSeconds),
    String(process.restarts),
    process.state === 'running' ? pc.green('running') : pc.red(`${process.state}: ${process.reason ?? ''}`),
  ];
}

function replicationOf(node: DatabaseReport): string[] {
  const lag = node.lagBytes === undefined ? '-' : `${node.lagBytes} bytes`;
  const timeline = node.isBeingSeeded === true ? 'copied anew' : String(node.timeline ?? '-');
  return [node.syncState ?? '-', lag, timeline];
}

/** `users: steady; users_db_2 took over from users_db_1 at … (its process ended)`. */
function describeCluster({ cluster, state, reason, primary, lastChange }: ClusterReport): string {
  const isWell = state === 'steady';
  const now = `${isWell ? pc.green(state) : pc.red(state)}${reason === undefined ? '' : `: ${primary}: ${reason}`}`;
  if (lastChange === undefined) return `  ${cluster}: ${now}`;
  const { from, to, at, tookMs } = lastChange;
  return `  ${cluster}: ${now}; ${to} took over from ${from} at ${at} in ${tookMs} ms (${lastChange.reason})`;
}

/** `3 h 12 min`, `12 min 5 s`, `5 s`. */
function formatUptime(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
