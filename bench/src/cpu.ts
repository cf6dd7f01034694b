import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Clock ticks per second of /proc; 100 on every common Linux, asked rather than assumed. */
const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU time that these processes have used so far, user and system, in microseconds. */
export function cpuMicroseconds(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    const fields = statFields(pid);
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return (ticks / ticksPerSecond) * 1_000_000;
}

/** A process and everything below it. */
export function processTree(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').flatMap((child) => processTree(Number(child))))];
}

/** CPU time of a process and everything below it, also of what has ended meanwhile, in microseconds. */
export function treeMicroseconds(pid: number): number {
  return processTree(pid).reduce((total, each) => total + livingMicroseconds(each), 0) + reapedMicroseconds(pid);
}

/** Nothing for a process that ended between two looks. */
function livingMicroseconds(pid: number): number {
  try {
    return cpuMicroseconds([pid]);
  } catch {
    return 0;
  }
}

function reapedMicroseconds(pid: number): number {
  const fields = statFields(pid);
  return ((Number(fields[13]) + Number(fields[14])) / ticksPerSecond) * 1_000_000;
}

/** Fields after the command's closing parenthesis: state is the first, utime the 12th, then stime, cutime, cstime. */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
