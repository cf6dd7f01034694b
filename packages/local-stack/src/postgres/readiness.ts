import { setTimeout as delay } from 'node:timers/promises';
import { lastLines } from '../processes/log-file.ts';
import { StackError } from '../stack-error.ts';
import { inspectFolder } from './folder.ts';
import type { ClusterNode } from './node.ts';
import { findIdentity, listStandbys, withDatabase } from './queries.ts';

const startDeadlineMs = 30_000;
const replicationDeadlineMs = 20_000;

/** Waits until the node answers, and makes sure that it is this node and not a stranger on the same port. */
export async function waitForServer(node: ClusterNode, url: string): Promise<void> {
  const deadline = performance.now() + startDeadlineMs;
  for (;;) {
    try {
      const identity = await withDatabase(url, findIdentity);
      const own = inspectFolder(node.dataDir);
      if (own.state !== 'empty' && identity.systemIdentifier === own.systemIdentifier) return;
      throw new StackError(`port ${node.port} is answered by another PostgreSQL server than ${node.name}`);
    } catch (error) {
      const { state } = node.process.status();
      if (state !== 'running' || performance.now() > deadline || !isStillStarting(error)) {
        throw new StackError(`PostgreSQL node ${node.name} did not start (${String(error)}). ${tailOf(node)}`, {
          cause: error,
        });
      }
    }
    await delay(25);
  }
}

/** Nobody listens yet, or the server says that it is starting up. */
function isStillStarting(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return ['ECONNREFUSED', 'ECONNRESET', '57P03'].includes(code ?? '') || (message ?? '').includes('terminated');
}

/** Waits until every standby streams. One that does not is told of by `log`; throws where none does. */
export async function waitForStandbys(
  clusterName: string,
  url: string,
  standbys: readonly ClusterNode[],
  log: (line: string) => void,
): Promise<void> {
  const deadline = performance.now() + replicationDeadlineMs;
  const missing = await withDatabase(url, async (server) => {
    for (;;) {
      const streaming = (await listStandbys(server)).filter((row) => row.state === 'streaming').map((row) => row.name);
      const absent = standbys.filter((standby) => !streaming.includes(standby.name));
      if (absent.length === 0 || performance.now() > deadline) return absent;
      await delay(25);
    }
  });
  if (missing.length === 0) return;
  const report = missing.map((standby) => `${standby.name}: ${tailOf(standby)}`).join('\n');
  if (missing.length === standbys.length) throw new StackError(`no standby of ${clusterName} streams.\n${report}`);
  log(`${clusterName} runs with a standby less than it should.\n${report}`);
}

function tailOf(node: ClusterNode): string {
  return `Its log (${node.logFile}) ends:\n${lastLines(node.logFile, 8).join('\n')}`;
}
