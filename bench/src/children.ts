import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';

const started = new Set<ChildProcess>();
process.on('exit', () => stopChildren());
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

/** Starts a process that ends with the benchmark. Its output goes to `logFile`. */
export function startChild(
  command: string,
  args: string[],
  env: Record<string, string>,
  logFile: string,
): ChildProcess & { pid: number } {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', log, log] });
  if (child.pid === undefined) throw new Error(`could not start ${command}`);
  started.add(child);
  return child as ChildProcess & { pid: number };
}

export function stopChildren(): void {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
}

/** Waits until `url` answers 200. */
export async function whenAnswering(
  url: string,
  headers: Record<string, string> = {},
  timeoutMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last = 'nothing';
  while (performance.now() < deadline) {
    try {
      const answer = await request(url, { headers, signal: AbortSignal.timeout(1000) });
      await answer.body.dump();
      if (answer.statusCode === 200) return;
      last = String(answer.statusCode);
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await delay(100);
  }
  throw new Error(`${url} does not answer (${last})`);
}

export function isInstalled(command: string): boolean {
  return spawnSync(command, ['-v']).error === undefined;
}

/** Installs Debian packages; only where the caller was asked to. */
export function aptInstall(packages: string[]): void {
  const { status } = spawnSync('sh', ['-c', `apt-get update -qq && apt-get install -y -qq ${packages.join(' ')}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`apt-get could not install ${packages.join(', ')}`);
}
