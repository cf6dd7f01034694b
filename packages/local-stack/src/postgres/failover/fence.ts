import { execFile } from 'node:child_process';
import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ClusterNode } from '../node.ts';

const run = promisify(execFile);
const fenceMs = 2000;

/**
 * Makes sure that a node acknowledges nothing any more: ends its server and every process of it, also frozen ones, and those
 * that outlive a killed server for a moment. False where something of it still runs.
 */
export async function fence(node: ClusterNode): Promise<boolean> {
  const status = node.process.status();
  const children = status.state === 'running' ? await childrenOf(status.pid) : [];
  await node.process.stop('SIGKILL', 0);
  const deadline = performance.now() + fenceMs;
  for (;;) {
    const left = process.platform === 'linux' ? processesIn(node.dataDir) : children.filter(isAlive);
    if (left.length === 0) return true;
    if (performance.now() > deadline) return false;
    for (const pid of left) end(pid);
    await delay(10);
  }
}

/** Processes that work in a folder: every process of a PostgreSQL server works in its data folder. */
function processesIn(dataDir: string): number[] {
  const folder = realpathSync(dataDir);
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return readlinkSync(`/proc/${name}/cwd`) === folder ? [Number(name)] : [];
    } catch {
      // It has ended meanwhile, or is somebody else's.
      return [];
    }
  });
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

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}
