import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

export type Outcome = { ok: boolean; output: string };

export type CommandOptions = {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** The command is ended after this time, and has failed. */
  deadlineMs: number;
  /** Ends the command early. */
  signal: AbortSignal;
};

/** Time between asking a command to stop and ending its whole process group. */
const stopGraceMs = 8000;

/** Runs a command to its end and gathers what it says. Never throws: a command that cannot start has failed. */
export async function runCommand(command: string, args: string[], options: CommandOptions): Promise<Outcome> {
  const { cwd, env, deadlineMs, signal } = options;
  // A group of its own, so that Ctrl-C reaches this process only, which then ends the command in order.
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<number | Error | null>((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  // A process that the command left behind keeps the pipes open: no need to wait long for those.
  const flushed = new Promise((resolve) => child.once('close', resolve));
  const stop = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  const interrupt = () => void stopGroup(child, ended);
  if (stop.aborted) interrupt();
  stop.addEventListener('abort', interrupt);
  const code = await ended;
  stop.removeEventListener('abort', interrupt);
  await Promise.race([flushed, delay(1000, undefined, { ref: false })]);
  child.stdout.destroy();
  child.stderr.destroy();
  const remarks = [
    code instanceof Error ? code.message : '',
    stop.aborted && !signal.aborted ? `not finished after ${deadlineMs / 60_000} min, ended` : '',
  ].filter((remark) => remark !== '');
  return { ok: code === 0 && !stop.aborted, output: [Buffer.concat(chunks).toString(), ...remarks].join('\n') };
}

/** Asks the command itself first, so that it can stop its servers in order; then ends the rest of its group. */
async function stopGroup(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.pid === undefined) return;
  child.kill('SIGTERM');
  await Promise.race([ended, delay(stopGraceMs, undefined, { ref: false })]);
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
