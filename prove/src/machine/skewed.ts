import { pickPorts, programCache, unpackDebian } from '@airside/local-stack';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotRun } from '../kit/small-disk.ts';
import { type Stack, until } from '../kit/stack.ts';
import { progress } from '../report.ts';

/** An instance more of a service, with a clock of its own. */
export type Skewed = { name: string; service: string; stop(): Promise<void> };

/** Far from what stacks use. */
const firstPort = 21_900;
const stopMs = 10_000;

/** Path of the library that gives a process another time; Debian's, unpacked and not installed. Throws NotRun where there is none. */
export async function findFaketime(): Promise<string> {
  if (process.platform !== 'linux') throw new NotRun('Linux, for libfaketime');
  const wanted = { title: 'libfaketime', packages: ['faketime', 'libfaketime'], programs: ['faketime'] };
  const watch = { log: progress, signal: AbortSignal.timeout(120_000) };
  const unpacked = await unpackDebian(join(programCache, 'faketime-debian'), wanted, watch).catch(() => undefined);
  const folders = unpacked?.libraryPath.split(':') ?? [];
  const found = folders.map((folder) => join(folder, 'faketime/libfaketime.so.1')).find((file) => existsSync(file));
  if (found === undefined) throw new NotRun("libfaketime (Debian's packages, by apt-get)");
  return found;
}

/** Starts a copy of a service's first instance beside it: the same program and environment, its clock so many seconds off. */
export async function startSkewed(
  stack: Stack,
  { service, seconds, library }: { service: string; seconds: number; library: string },
): Promise<Skewed> {
  const [model] = await stack.instancesOf(service);
  if (model?.pid === undefined) throw new Error(`no instance of ${service} runs`);
  const [, main = ''] = readList(`/proc/${model.pid}/cmdline`).filter((word) => !word.startsWith('--'));
  const own = Object.fromEntries(readList(`/proc/${model.pid}/environ`).map(splitVariable));
  const [port = 0] = await pickPorts([firstPort]);
  const name = `${service}_9`;
  const child = spawn(process.execPath, [main], {
    env: {
      ...own,
      INSTANCE_NAME: name,
      PORT: String(port),
      LD_PRELOAD: library,
      FAKETIME: `${seconds > 0 ? '+' : ''}${seconds}s`,
      // Timers keep real time, as on a machine whose clock is merely set wrong.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    stdio: 'ignore',
  });
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const isReady = async () => {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(1000) }).catch(
      () => undefined,
    );
    return answer?.ok === true && (await clockIsOff(port, seconds));
  };
  await until(`${name} is ready, ${seconds} s off`, isReady, 30_000);
  return {
    name,
    service,
    async stop() {
      await end(child);
      process.off('exit', killAtExit);
    },
  };
}

/** By the Date of its answers: a library that was not loaded would prove nothing. */
async function clockIsOff(port: number, seconds: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(1000) });
  const shown = answer.headers.get('date');
  if (shown === null) return true;
  const offMs = new Date(shown).getTime() - Temporal.Now.instant().epochMilliseconds;
  return Math.abs(offMs / 1000 - seconds) < 10;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
  await gone;
  clearTimeout(timer);
}

function readList(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\0')
    .filter((word) => word !== '');
}

function splitVariable(line: string): [string, string] {
  const place = line.indexOf('=');
  return [line.slice(0, place), line.slice(place + 1)];
}
