import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning, type ProcessIdentity } from '../processes/identity.ts';

/** `watcher`: Prometheus and Alertmanager, which nobody needs in order to serve. */
export type ProcessKind = 'service' | 'database' | 'redis' | 'watcher';

/** A process as the state file knows it: enough to find it again, and to be sure that it is the same one. */
export type RecordedProcess = ProcessIdentity & { name: string; kind: ProcessKind };

/** What every command needs to find a stack; kept in its data folder and rewritten at each change. */
export type StackState = {
  /** Absent after an orderly stop. */
  launcher?: ProcessIdentity;
  /** By process name; `control` is the launcher's own server. Also remembered for the next start. */
  ports: Record<string, number>;
  processes: RecordedProcess[];
};

function stateFile(dataDir: string): string {
  return path.join(dataDir, 'stack.json');
}

/** Undefined when the folder holds none, or an unreadable one. */
export function readState(dataDir: string): StackState | undefined {
  const file = stateFile(dataDir);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackState;
  } catch {
    return undefined;
  }
}

/** Synchronous on purpose: a process that has been started is on record before anything else happens. */
export function writeState(dataDir: string, state: StackState): void {
  const file = stateFile(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** The launcher of a folder, if it runs. */
export function runningLauncher(state: StackState | undefined): ProcessIdentity | undefined {
  return state?.launcher !== undefined && isRunning(state.launcher) ? state.launcher : undefined;
}
