import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const endMs = 2000;

/** Ends processes, also frozen ones, and waits until none is left. False where one still runs. */
export async function endAll(listLeft: () => readonly number[]): Promise<boolean> {
  const deadline = performance.now() + endMs;
  for (;;) {
    const left = listLeft();
    if (left.length === 0) return true;
    if (performance.now() > deadline) return false;
    for (const pid of left) end(pid);
    await delay(10);
  }
}

/**
 * Processes that work in a folder: every process of a PostgreSQL server works in its data folder. Those of a killed server
 * outlive it for a moment, and still write there. None where folders of processes cannot be seen (not Linux).
 */
export function processesIn(dataDir: string): number[] {
  if (process.platform !== 'linux' || !existsSync(dataDir)) return [];
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

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was faster.
  }
}
