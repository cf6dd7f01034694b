import { pickPorts } from '@airside/local-stack';
import { waitUntil } from '@airside/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export const admin = { username: 'admin', password: 'a-known-staff-password' };

export type StartedStack = {
  base: string;
  /** The npm process, as a terminal would have it. */
  child: ChildProcess;
  output(): string;
  /** Sends the signal and answers the exit code and how long it took, in milliseconds. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; tookMs: number }>;
};

export function temporaryData(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'airside-e2e-'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Runs a command of package.json to its end, as a person would. */
export async function npmRun(
  script: string,
  args: string[],
  dataDir: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn('npm', ['run', '--silent', script, '--', ...args], {
    cwd: root,
    env: { ...process.env, AIRSIDE_DATA: dataDir },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output };
}

/** `npm start -- …` on a free port near `port`, ready when it says so. */
export async function npmStart(options: {
  dataDir: string;
  port: number;
  args?: string[];
  env?: Record<string, string>;
}): Promise<StartedStack> {
  const [port = options.port] = await pickPorts([options.port]);
  const args = ['start', '--', '--data', options.dataDir, '--port', String(port), ...(options.args ?? [])];
  const child = spawn('npm', args, {
    cwd: root,
    env: {
      ...process.env,
      AIRSIDE_ADMIN_USERNAME: admin.username,
      AIRSIDE_ADMIN_PASSWORD: admin.password,
      ...options.env,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const isReady = await Promise.race([
    waitUntil('npm start is ready', () => output.includes('Airside is ready'), 100_000).catch(() => false),
    ended.then(() => false),
  ]);
  if (isReady === false) {
    child.kill('SIGTERM');
    throw new Error(`npm start did not become ready:\n${output}`);
  }
  return {
    base: `http://127.0.0.1:${port}`,
    child,
    output: () => output,
    async stop(signal = 'SIGTERM') {
      const started = performance.now();
      child.kill(signal);
      const code = await ended;
      return { code, tookMs: performance.now() - started };
    },
  };
}
