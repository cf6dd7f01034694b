import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Environment variable that every process started by a test run inherits. */
export const runMark = 'AIRSIDE_TEST_RUN';

/** Processes of this run that are still alive after a moment of grace, as `pid command`. Looks at /proc, so only on Linux. */
export async function findLeftovers(run: string): Promise<string[]> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const found = listMarked(run);
    if (found.length === 0) return [];
    await delay(300);
  }
  return listMarked(run);
}

function listMarked(run: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`).includes(`${runMark}=${run}`))
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
}

/** A process may end between being listed and being read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
