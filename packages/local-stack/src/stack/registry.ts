import path from 'node:path';
import { boundLog } from '../processes/log-file.ts';
import type { Supervised } from '../processes/supervisor.ts';
import type { ProcessKind, RecordedProcess } from './state.ts';

export type RegisteredProcess = {
  name: string;
  kind: ProcessKind;
  port: number;
  logFile: string;
  process: Supervised;
};

/** All processes of a stack by name. */
export type ProcessRegistry = {
  /** Takes note of a process, new or changed. */
  note(entry: RegisteredProcess): void;
  find(name: string): RegisteredProcess | undefined;
  list(kind?: ProcessKind): RegisteredProcess[];
  /** Those that run, as the state file keeps them. */
  record(): RecordedProcess[];
  /** Keeps every log below its bound. */
  boundLogs(): void;
};

export function createProcessRegistry(onChange: () => void): ProcessRegistry {
  const entries = new Map<string, RegisteredProcess>();
  const list = (kind?: ProcessKind) =>
    entries
      .values()
      .filter((entry) => kind === undefined || entry.kind === kind)
      .toArray();
  return {
    note(entry) {
      entries.set(entry.name, entry);
      onChange();
    },
    find: (name) => entries.get(name),
    list,
    record: () =>
      list().flatMap(({ name, kind, process }) => {
        const status = process.status();
        return status.state === 'running' ? [{ name, kind, pid: status.pid, startTime: status.startTime }] : [];
      }),
    boundLogs() {
      for (const entry of entries.values()) boundLog(entry.logFile);
    },
  };
}

export function logFileOf(dataDir: string, name: string): string {
  return path.join(dataDir, 'logs', `${name}.log`);
}
