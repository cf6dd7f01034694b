import { existsSync } from 'node:fs';
import path from 'node:path';
import { keptFolder, readNote, restoreCluster } from '../postgres/backup/restore.ts';
import { lockFolder } from '../stack/lock.ts';
import { reapOrphans } from '../stack/orphans.ts';
import { readSecrets } from '../stack/secrets.ts';
import { seconds } from '../stack/servers.ts';
import { readState, runningLauncher } from '../stack/state.ts';
import { StackError } from '../stack-error.ts';
import { stop } from './stop.ts';

export type RestoreCommand = { cluster: string; from: string; isConfirmed: boolean };

/** Puts a back-up in the place of a cluster. The stack does not run meanwhile: it is stopped if it was agreed to. */
export async function restore(dataDir: string, { cluster, from, isConfirmed }: RestoreCommand): Promise<void> {
  const started = performance.now();
  const dir = path.join(dataDir, 'postgres', cluster);
  const state = readState(dataDir);
  const secrets = readSecrets(dataDir);
  if (state === undefined || secrets === undefined) {
    throw new StackError(
      `${dataDir} has never held a stack. The back-up needs the secrets.json of the one it was taken from.`,
    );
  }
  const port = state.ports[`${cluster}_db_1`];
  if (port === undefined || cluster === 'warehouse') {
    throw new StackError(`There is no cluster ${cluster} to restore; users and booking can be.`);
  }
  const { takenAt } = readNote(from, cluster);
  const isRunning = runningLauncher(state) !== undefined;
  if (!isConfirmed && (isRunning || existsSync(dir))) {
    const what = isRunning ? 'stops the stack that runs and ' : '';
    throw new StackError(
      `This ${what}puts ${cluster} back to ${takenAt}: whatever was written since is gone from it. Say --yes if that is meant.`,
    );
  }
  if (isRunning) await stop(dataDir, false);
  const lock = lockFolder(dataDir);
  try {
    await reapOrphans(state.processes);
    await restoreCluster({
      cluster,
      dir,
      from,
      port,
      superuserPassword: secrets.superuserPassword,
      programsDir: path.join(dataDir, 'programs'),
      logDir: path.join(dataDir, 'logs'),
      onProgress: (line) => console.log(`  ${line}`),
    });
  } finally {
    lock.release();
  }
  console.log(
    `${cluster} is as it was at ${takenAt} (${seconds(started)}). What was there is kept in ${keptFolder(dir)}.`,
  );
  console.log('Start it with: npm start. The standbys are copied from it then.');
}
