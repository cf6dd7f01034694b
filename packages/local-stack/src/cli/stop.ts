import { setTimeout as delay } from 'node:timers/promises';
import { isRunning, type ProcessIdentity } from '../processes/identity.ts';
import { eraseFolder } from '../stack/folder.ts';
import { reapOrphans } from '../stack/orphans.ts';
import { StackError } from '../stack-error.ts';
import { readState, runningLauncher } from '../stack/state.ts';
import { nothingRuns } from './control-client.ts';

const stopDeadlineMs = 15_000;

/** Stops the stack of a data folder, whether its launcher runs or was killed, and removes its data if asked. */
export async function stop(dataDir: string, erase: boolean): Promise<void> {
  const state = readState(dataDir);
  const launcher = runningLauncher(state);
  if (launcher !== undefined) {
    await endLauncher(launcher);
    console.log(`Stopped the stack in ${dataDir}.`);
  } else {
    const reaped = await reapOrphans(state?.processes ?? []);
    if (reaped.length > 0) console.log(`Its launcher was gone; ended ${reaped.join(', ')}.`);
    else if (!erase) throw nothingRuns(dataDir);
  }
  if (erase) {
    eraseFolder(dataDir);
    console.log(`Removed its data, logs and secrets from ${dataDir}.`);
  }
}

async function endLauncher(launcher: ProcessIdentity): Promise<void> {
  process.kill(launcher.pid, 'SIGTERM');
  const deadline = performance.now() + stopDeadlineMs;
  while (isRunning(launcher)) {
    if (performance.now() > deadline) {
      throw new StackError(`The launcher (process ${launcher.pid}) has not stopped in ${stopDeadlineMs / 1000} s.`);
    }
    await delay(25);
  }
}
