import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process as it can be recognised later: a pid alone may belong to somebody else by then. */
export type ProcessIdentity = { pid: number; startTime: string };

/**
 * When a process started, as text that is only compared: clock ticks since boot on Linux, `ps` elsewhere.
 * Undefined when there is no such process (a zombie counts as gone).
 */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'linux') return startTimeFromProc(pid);
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

function startTimeFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The command name may hold spaces and brackets; fields are counted from behind its closing one.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : `${bootId()}/${fields[18]}`;
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  } catch {
    return 'boot';
  }
}

/** Whether exactly this process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return isSameProcess(identity, startTimeOf(identity.pid));
}

/** Whether the process now found under a recorded pid is the recorded one. */
export function isSameProcess(recorded: ProcessIdentity, startTimeNow: string | undefined): boolean {
  return startTimeNow !== undefined && startTimeNow === recorded.startTime;
}
