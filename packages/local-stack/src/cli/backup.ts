import path from 'node:path';
import { replicationPassword } from '../postgres/folder.ts';
import { takeBackup } from '../postgres/backup/backup.ts';
import { replicationRole } from '../postgres/settings.ts';
import { readSecrets } from '../stack/secrets.ts';
import { seconds } from '../stack/servers.ts';
import type { StackStatus } from '../stack/status.ts';
import { StackError } from '../stack-error.ts';
import { askLauncher, nothingRuns } from './control-client.ts';

/** Of a person who waits for gigabytes. */
const tellEveryBytes = 64 * 1024 * 1024;
const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;

/** Backs up a database cluster of the running stack, while it serves. */
export async function backUp(dataDir: string, cluster: string, to: string | undefined): Promise<void> {
  const started = performance.now();
  const { databases } = (await askLauncher(dataDir, 'GET', '/status')) as StackStatus;
  const secrets = readSecrets(dataDir);
  if (secrets === undefined) throw nothingRuns(dataDir);
  const primary = databases.find((node) => node.cluster === cluster && node.role === 'primary');
  if (primary === undefined || !databases.some((node) => node.cluster === cluster && node !== primary)) {
    throw new StackError(`There is no cluster ${cluster} with a primary to back up; users and booking can be.`);
  }
  const takenAt = Temporal.Now.instant();
  const name = `${cluster}-${takenAt.toString({ smallestUnit: 'second' }).replaceAll(/[:-]/g, '')}`;
  const folder = to ?? path.join(dataDir, 'backups', name);
  const password = encodeURIComponent(replicationPassword(secrets.superuserPassword));
  let toldBytes = 0;
  console.log(`Copying ${cluster} from ${primary.name} to ${folder}`);
  const aborted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => aborted.abort(new StackError('stopped; nothing was kept')));
  }
  const { files, bytes } = await takeBackup({
    cluster,
    url: `postgres://${replicationRole}:${password}@127.0.0.1:${primary.port}`,
    node: primary.name,
    to: folder,
    takenAt,
    signal: aborted.signal,
    onProgress(soFar) {
      if (soFar - toldBytes < tellEveryBytes) return;
      toldBytes = soFar;
      console.log(`  ${megabytes(soFar)}`);
    },
  });
  console.log(`Done in ${seconds(started)}: ${files} files, ${megabytes(bytes)}, each checked. Restore it with:`);
  console.log(`  npm run restore -- ${cluster} ${folder}`);
}
