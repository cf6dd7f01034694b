import { askLauncher } from './control-client.ts';

/** Changes the primary of a database cluster on purpose. */
export async function failOver(dataDir: string, cluster: string): Promise<void> {
  const { message } = (await askLauncher(dataDir, 'POST', `/databases/${encodeURIComponent(cluster)}/failover`)) as {
    message: string;
  };
  console.log(message);
}
