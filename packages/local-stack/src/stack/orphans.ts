import { setTimeout as delay } from 'node:timers/promises';
import { isRunning } from '../processes/identity.ts';
import type { ProcessKind, RecordedProcess } from './state.ts';
import { StackError } from '../stack-error.ts';

/** Signals that end a process of a kind, each with the time it gets, in milliseconds. */
const signals: Record<ProcessKind, readonly (readonly [NodeJS.Signals, number])[]> = {
  service: [
    ['SIGTERM', 1000],
    ['SIGKILL', 1000],
  ],
  // PostgreSQL: fast shutdown, then without a checkpoint; SIGKILL would leave its children behind for a moment.
  database: [
    ['SIGINT', 3000],
    ['SIGQUIT', 2000],
    ['SIGKILL', 1000],
  ],
  redis: [
    ['SIGTERM', 2000],
    ['SIGKILL', 1000],
  ],
  watcher: [
    ['SIGTERM', 2000],
    ['SIGKILL', 1000],
  ],
};

/** Ends what a killed launcher left running: services first, then what they use. Answers the names of those ended. */
export async function reapOrphans(recorded: readonly RecordedProcess[]): Promise<string[]> {
  const orphans = recorded.filter(isRunning);
  for (const kind of ['service', 'database', 'redis'] as const) {
    await Promise.all(orphans.filter((orphan) => orphan.kind === kind).map(end));
  }
  return orphans.map((orphan) => orphan.name);
}

async function end(orphan: RecordedProcess): Promise<void> {
  for (const [signal, graceMs] of signals[orphan.kind]) {
    try {
      process.kill(orphan.pid, signal);
    } catch {
      return;
    }
    for (let waitedMs = 0; waitedMs < graceMs; waitedMs += 25) {
      if (!isRunning(orphan)) return;
      await delay(25);
    }
  }
  throw new StackError(`${orphan.name} (process ${orphan.pid}) of an earlier run does not end`);
}
