import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Environment variable that every process started by a test run inherits. */
export const runMark = 'AIRSIDE_TEST_RUN';

export type Leftover = { pid: number; command: string };

/**
 * Processes of this run that are still there after `graceMs`. Looks at /proc, so finds nothing but on Linux.
 *
 * @param run an id that occurs in the environment (`AIRSIDE_TEST_RUN`) of what the run started, and in the name of its temporary
 *   folder: servers that write their title over their environment (Redis, PostgreSQL) are known by the folder they work in.
 */
export async function findLeftovers(run: string, graceMs: number): Promise<Leftover[]> {
  const deadline = performance.now() + graceMs;
  for (;;) {
    const found = listMarked(run);
    if (found.length === 0 || performance.now() >= deadline) return found;
    await delay(200);
  }
}

/** Ends what the run left behind, which nobody else can end any more. */
export function endLeftovers(leftovers: Leftover[]): void {
  for (const { pid } of leftovers) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended in the meantime.
    }
  }
}

function listMarked(run: string): Leftover[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => [read(`/proc/${pid}/environ`), read(`/proc/${pid}/cmdline`), cwd(pid)].join('\0').includes(run))
    .map((pid) => ({ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }));
}

/** A process may end between being listed and being read, and others' processes cannot be read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function cwd(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
