import { headers } from '@airside/contracts';
import { readSecrets } from '../stack/secrets.ts';
import { StackError } from '../stack-error.ts';
import { readState, runningLauncher } from '../stack/state.ts';

/** A change of the primary may wait for transactions, a shutdown and a promotion. */
const timeoutMs = 20_000;

/** Asks the launcher of a running stack, found through its data folder. Throws StackError where none runs. */
export async function askLauncher(dataDir: string, method: 'GET' | 'POST', path: string): Promise<unknown> {
  const state = readState(dataDir);
  const secrets = readSecrets(dataDir);
  if (state === undefined || secrets === undefined || runningLauncher(state) === undefined) throw nothingRuns(dataDir);
  const answer = await fetch(`http://127.0.0.1:${state.ports['control']}${path}`, {
    method,
    headers: { [headers.clusterSecret]: secrets.clusterSecret },
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new StackError(`The stack in ${dataDir} does not answer; it may be starting or stopping. (${String(error)})`);
  });
  const body = (await answer.json()) as { message?: string };
  if (!answer.ok) throw new StackError(body.message ?? `the launcher answered ${answer.status}`);
  return body;
}

export function nothingRuns(dataDir: string): StackError {
  return new StackError(`No stack runs in ${dataDir}. Start one with: npm start; or name another folder with --data.`);
}
