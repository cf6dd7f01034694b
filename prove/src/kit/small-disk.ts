import { execFile } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What this machine or this user cannot do; the experiment is not run, which is neither held nor not held. */
export class NotRun extends Error {
  constructor(needs: string) {
    super(`not run: needs ${needs}`);
    this.name = 'NotRun';
  }
}

/** A disk of its own for all nodes of a database cluster, in memory. */
export type SmallDisk = { cluster: 'users' | 'booking'; megabytes: number };

export function folderOfDisk(dataDir: string, { cluster }: SmallDisk): string {
  return join(dataDir, 'postgres', cluster);
}

/** Before anything is in the folder. Throws NotRun where this user may not mount. */
export async function mountDisk(dataDir: string, disk: SmallDisk): Promise<void> {
  const folder = folderOfDisk(dataDir, disk);
  mkdirSync(folder, { recursive: true });
  const args = ['-t', 'tmpfs', '-o', `size=${disk.megabytes}m,mode=0755`, 'tmpfs', folder];
  await run('mount', args).catch((error: unknown) => {
    throw new NotRun(`root, to mount a small disk (${String((error as { stderr?: string }).stderr ?? error).trim()})`);
  });
}

/** When nothing works in it any more; what was on it is gone. */
export async function unmountDisk(dataDir: string, disk: SmallDisk): Promise<void> {
  await run('umount', ['--lazy', folderOfDisk(dataDir, disk)]);
}

const pieces = [1024 * 1024, 4096];

/** Takes all the space that is left in a folder, again whenever it is called; `free` gives it back. */
export function createBallast(folder: string): { fill(): void; free(): void } {
  const file = join(folder, 'ballast');
  return {
    fill() {
      const descriptor = openSync(file, 'a');
      try {
        for (const size of pieces) writeUntilFull(descriptor, Buffer.alloc(size));
      } finally {
        closeSync(descriptor);
      }
    },
    free: () => rmSync(file, { force: true }),
  };
}

function writeUntilFull(descriptor: number, piece: Buffer): void {
  for (;;) {
    try {
      if (writeSync(descriptor, piece) < piece.length) return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return;
      throw error;
    }
  }
}
