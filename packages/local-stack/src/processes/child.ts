import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { startTimeOf } from './identity.ts';
import { openLog } from './log-file.ts';

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** A started operating-system process. */
export type Child = {
  readonly pid: number;
  readonly startTime: string;
  readonly exited: Promise<Exit>;
  /** Sends a signal; nothing happens when the process is gone. */
  signal(name: NodeJS.Signals): void;
};

export type Launch = {
  command: string;
  args: string[];
  cwd: string;
  logFile: string;
  /** The whole environment; the launcher's own when absent. */
  env?: Record<string, string>;
  uid?: number;
  gid?: number;
};

/**
 * Starts a process in a group of its own, so that Ctrl-C in the terminal reaches the launcher only, which stops all in order.
 * Output goes straight to a file: a slow or dead launcher holds nobody up.
 */
export async function startChild(launch: Launch): Promise<Child> {
  const log = openLog(launch.logFile);
  try {
    const { command, args, logFile: _logFile, ...options } = launch;
    const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', log, log] });
    const exited = new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    const { pid } = child;
    if (pid === undefined) {
      throw await new Promise<Error>((resolve) => child.once('error', resolve));
    }
    child.on('error', () => undefined);
    return {
      pid,
      startTime: startTimeOf(pid) ?? 'gone',
      exited,
      signal(name) {
        if (child.exitCode === null && child.signalCode === null) child.kill(name);
      },
    };
  } finally {
    closeSync(log);
  }
}

/** How an exit reads in a log line. */
export function describeExit(exit: Exit): string {
  return exit.signal === null ? `exited with status ${exit.code}` : `was ended by ${exit.signal}`;
}
