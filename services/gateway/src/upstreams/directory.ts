import { type DirectoryWatch, type Logger, watchDirectory } from '@airside/service';
import { createDirectoryFile } from './directory-file.ts';

export type FollowOptions = {
  discoveryUrls: readonly string[];
  clusterSecret: string;
  dataDir: string;
  logger: Logger;
};

/** The directory of instances: begins with what was known when the gateway last ran, follows discovery, and keeps what it hears on disk. */
export async function followDirectory(options: FollowOptions): Promise<DirectoryWatch> {
  const file = createDirectoryFile(options.dataDir, options.logger);
  const watch = watchDirectory({
    discoveryUrls: options.discoveryUrls,
    clusterSecret: options.clusterSecret,
    logger: options.logger,
    initial: await file.load(),
  });
  watch.onChange((directory) => file.save(directory));
  return {
    ...watch,
    async close() {
      await watch.close();
      await file.settled();
    },
  };
}
