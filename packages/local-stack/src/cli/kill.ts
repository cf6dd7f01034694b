import { askLauncher } from './control-client.ts';

/** SIGKILL for one process of the running stack. */
export async function kill(dataDir: string, name: string): Promise<void> {
  const { message } = (await askLauncher(dataDir, 'POST', `/instances/${encodeURIComponent(name)}/kill`)) as {
    message: string;
  };
  console.log(message);
}
