import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ClusterNode } from '../node.ts';
import { endAll, processesIn } from '../orphans.ts';

const run = promisify(execFile);

/**
 * Makes sure that a node acknowledges nothing any more: ends its server and every process of it, also frozen ones, and those
 * that outlive a killed server for a moment. False where something of it still runs.
 */
export async function fence(node: ClusterNode): Promise<boolean> {
  const status = node.process.status();
  const children = status.state === 'running' ? await childrenOf(status.pid) : [];
  await node.process.stop('SIGKILL', 0);
  return endAll(() => (process.platform === 'linux' ? processesIn(node.dataDir) : children.filter(isAlive)));
}

/** Where folders of processes cannot be seen: children by their parent, asked before it is gone. */
async function childrenOf(pid: number): Promise<number[]> {
  if (process.platform === 'linux') return [];
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=']);
  return stdout.split('\n').flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return parent === pid && child !== undefined ? [child] : [];
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
