import { setTimeout as delay } from 'node:timers/promises';
import { decideRestart } from './backoff.ts';
import { type Child, describeExit } from './child.ts';

export type ProcessState =
  | { state: 'running'; pid: number; startTime: string; sinceMs: number }
  /** Crashed; starts again by itself. */
  | { state: 'waiting'; reason: string }
  /** Crashed and deliberately not started again. */
  | { state: 'down'; reason: string }
  | { state: 'stopped' };

export type Supervised = {
  readonly name: string;
  status(): ProcessState & { restarts: number };
  start(): Promise<void>;
  /** Sends `signal`, and SIGKILL when the process still runs after `graceMs`. Answers when it is gone. */
  stop(signal: NodeJS.Signals, graceMs: number): Promise<void>;
  /** SIGKILL, treated as the crash it imitates. False when nothing runs. */
  kill(): boolean;
  /** An orderly stop and a start at once. */
  restart(signal: NodeJS.Signals, graceMs: number): Promise<void>;
};

export type SupervisorOptions = {
  name: string;
  launch(): Promise<Child>;
  /** Asked at each crash. */
  mayRestart(): boolean;
  /** After every change of state, synchronously after a start, so that no started process goes unrecorded. */
  onChange(): void;
  /** A crash, with the reason and what follows. */
  onCrash(reason: string): void;
  nowMs(): number;
};

/** Keeps one process running: restarts a crashed one after a growing wait, where it may be restarted. */
export function supervise(options: SupervisorOptions): Supervised {
  let child: Child | undefined;
  let current: ProcessState = { state: 'stopped' };
  let restarts = 0;
  let crashesInARow = 0;
  let isWanted = false;
  let waiting = new AbortController();
  let restarting: Promise<void> | undefined;

  function enter(next: ProcessState): void {
    current = next;
    options.onChange();
  }

  async function start(): Promise<void> {
    isWanted = true;
    const started = await options.launch();
    const sinceMs = options.nowMs();
    child = started;
    enter({ state: 'running', pid: started.pid, startTime: started.startTime, sinceMs });
    void started.exited.then((exit) => {
      if (child !== started) return;
      child = undefined;
      if (isWanted) return afterCrash(describeExit(exit), options.nowMs() - sinceMs);
      enter({ state: 'stopped' });
    });
    if (!isWanted) started.signal('SIGKILL');
  }

  async function afterCrash(reason: string, livedMs: number): Promise<void> {
    if (!options.mayRestart()) {
      isWanted = false;
      enter({ state: 'down', reason });
      options.onCrash(`${reason}; it is not started again by itself`);
      return;
    }
    const decision = decideRestart({ crashesInARow, livedMs });
    crashesInARow = decision.crashesInARow;
    waiting = new AbortController();
    enter({ state: 'waiting', reason });
    options.onCrash(`${reason}; restart in ${decision.delayMs / 1000} s`);
    await delay(decision.delayMs, undefined, { signal: waiting.signal }).catch(() => undefined);
    if (!isWanted || waiting.signal.aborted) return;
    restarts++;
    await start().catch((error: unknown) => afterCrash(`did not start: ${String(error)}`, 0));
  }

  async function stop(signal: NodeJS.Signals, graceMs: number): Promise<void> {
    isWanted = false;
    waiting.abort();
    const running = child;
    if (running === undefined) {
      if (current.state !== 'stopped') enter({ state: 'stopped' });
      return;
    }
    running.signal(signal);
    const timer = setTimeout(() => running.signal('SIGKILL'), graceMs);
    await running.exited;
    clearTimeout(timer);
    if (child === running) child = undefined;
    enter({ state: 'stopped' });
  }

  async function restartOnce(signal: NodeJS.Signals, graceMs: number): Promise<void> {
    await stop(signal, graceMs);
    restarts++;
    await start();
  }

  return {
    name: options.name,
    status: () => ({ ...current, restarts }),
    start,
    stop,
    kill() {
      if (child === undefined) return false;
      child.signal('SIGKILL');
      return true;
    },
    restart(signal, graceMs) {
      // Two at once are one: each starting its own process would leave one of them unknown.
      restarting ??= restartOnce(signal, graceMs).finally(() => {
        restarting = undefined;
      });
      return restarting;
    },
  };
}
