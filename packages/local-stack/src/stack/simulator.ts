import { existsSync } from 'node:fs';
import path from 'node:path';
import { startChild } from '../processes/child.ts';
import { type Supervised, supervise } from '../processes/supervisor.ts';
import { logFileOf, type ProcessRegistry, type RegisteredProcess } from './registry.ts';
import { StackError } from '../stack-error.ts';

/** One of five scenarios, or a day at a speed (minutes of the day in a minute). */
export type SimulatorChoice = { scenario: number } | { speed: number };

export type Simulator = {
  /** Begins what was chosen; what runs of its kind is stopped first. Throws StackError where there is no simulator. */
  start(choice: SimulatorChoice): Promise<void>;
  /** False where nothing ran. */
  stop(): Promise<boolean>;
};

export type SimulatorOptions = {
  dataDir: string;
  /** Its `main.ts`. */
  main: string;
  registry: ProcessRegistry;
  /** Where Node keeps compiled code. */
  compileCache: string;
  onProgress(line: string): void;
};

/** Names of its processes; a scenario may be played while a day is flown. */
export const simulatorNames = { day: 'simulator_day', scenario: 'simulator_scenario' } as const;
const graceMs = 2000;

/** Runs the simulator as a process of the stack, until it has ended or is stopped. */
export function createSimulator({ dataDir, main, registry, compileCache, onProgress }: SimulatorOptions): Simulator {
  async function start(choice: SimulatorChoice): Promise<void> {
    if (!existsSync(main)) throw new StackError(`There is no ${main}`);
    const isScenario = 'scenario' in choice;
    const name = isScenario ? simulatorNames.scenario : simulatorNames.day;
    await registry.find(name)?.process.stop('SIGTERM', graceMs);
    const wanted = isScenario
      ? ['scenario', String(choice.scenario), '--wait']
      : ['day', '--speed', String(choice.speed)];
    const logFile = logFileOf(dataDir, name);
    const process: Supervised = supervise({
      name,
      launch: () =>
        startChild({
          command: globalThis.process.execPath,
          args: [main, ...wanted, '--data', dataDir],
          cwd: path.dirname(path.dirname(main)),
          logFile,
          env: { NODE_COMPILE_CACHE: compileCache },
        }),
      // Its end is no crash: a day is over at some time.
      mayRestart: () => false,
      onChange: () => registry.note(entry),
      onCrash: (reason) => onProgress(`${name} ${reason}`),
      nowMs: () => performance.now(),
    });
    const entry: RegisteredProcess = { name, kind: 'service', port: 0, logFile, process };
    await process.start();
  }

  return {
    start,
    async stop() {
      const running = Object.values(simulatorNames).flatMap((name) => {
        const process = registry.find(name)?.process;
        return process?.status().state === 'running' ? [process] : [];
      });
      await Promise.all(running.map((process) => process.stop('SIGTERM', graceMs)));
      return running.length > 0;
    },
  };
}
