import { Directory } from '@airside/contracts';
import type { Logger } from '@airside/service';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';

/** The last directory that was known, kept on disk so that a gateway can start while discovery is gone. */
export type DirectoryFile = {
  /** Undefined where there is none, or none that can be read. */
  load(): Promise<Directory | undefined>;
  /** Writes atomically, one after the other; of several waiting only the last is written. Never fails. */
  save(directory: Directory): void;
  /** Resolves when everything that was saved is on disk. */
  settled(): Promise<void>;
};

const directoryCheck = Compile(Directory);

export function createDirectoryFile(dataDir: string, logger: Logger): DirectoryFile {
  const path = join(dataDir, 'directory.json');
  let pending: Directory | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function writePending(): Promise<void> {
    const directory = pending;
    if (directory === undefined) return;
    pending = undefined;
    try {
      await mkdir(dataDir, { recursive: true });
      await writeFile(`${path}.new`, JSON.stringify(directory), { mode: 0o600 });
      await rename(`${path}.new`, path);
    } catch (error) {
      logger.warn({ err: error }, 'the directory could not be written to disk');
    }
  }

  return {
    async load() {
      try {
        const stored: unknown = JSON.parse(await readFile(path, 'utf8'));
        if (directoryCheck.Check(stored)) return stored;
        logger.warn('the directory on disk is not one; it is ignored');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
          logger.warn({ err: error }, 'the directory on disk cannot be read; it is ignored');
      }
      return undefined;
    },
    save(directory) {
      // An empty list is never worth more than an older one.
      if (Object.values(directory.services).every((instances) => instances.length === 0)) return;
      pending = directory;
      writing = writing.then(writePending);
    },
    settled: () => writing,
  };
}
