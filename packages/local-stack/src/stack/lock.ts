import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { isRunning, type ProcessIdentity, startTimeOf } from '../processes/identity.ts';
import { StackError } from '../stack-error.ts';

/** Makes this process the only launcher of a data folder. Returns the way to give it up. */
export function lockFolder(dataDir: string): { launcher: ProcessIdentity; release(): void } {
  const file = path.join(dataDir, 'launcher.lock');
  const launcher = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
  for (let tries = 0; tries < 2; tries++) {
    try {
      const lock = openSync(file, 'wx', 0o600);
      writeSync(lock, JSON.stringify(launcher));
      closeSync(lock);
      return { launcher, release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder !== undefined && isRunning(holder)) {
      throw new StackError(
        `A stack already runs in ${dataDir} (launcher process ${holder.pid}). Stop it with: npm run stop; or start another one with: npm start -- --data OTHER_FOLDER --port 4100`,
      );
    }
    rmSync(file, { force: true });
  }
  throw new StackError(`${file} cannot be taken; remove it if no stack runs in ${dataDir}`);
}

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
