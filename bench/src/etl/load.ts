import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpuMicroseconds } from '../cpu.ts';

const main = join(import.meta.dirname, '../../../etl/src/cli/main.ts');
const lookEveryMs = 20;

export type Load = {
  seconds: number;
  /** Of its own process, without the servers. */
  cpuSeconds: number;
  rowsRead: number;
  rowsChanged: number;
  peakMegabytes: number;
  steps: string;
};

/** One `npm run etl`, from its start to its end, with the most memory that its process took. */
export async function runLoad(environment: Record<string, string>, args: readonly string[] = []): Promise<Load> {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...environment } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let [peakKilobytes, cpuSeconds] = [0, 0];
  const looking = setInterval(() => {
    peakKilobytes = Math.max(peakKilobytes, peakOf(child.pid ?? 0));
    cpuSeconds = Math.max(cpuSeconds, cpuOf(child.pid ?? 0));
  }, lookEveryMs);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(looking);
  const found = / in ([\d.]+) s; (\d+) rows read, (\d+) changed/.exec(output);
  if (code !== 0 || found === null) throw new Error(`the load ended with ${code}:\n${output}`);
  const [, seconds, rowsRead, rowsChanged] = found.map(Number);
  return {
    seconds: seconds ?? 0,
    cpuSeconds,
    rowsRead: rowsRead ?? 0,
    rowsChanged: rowsChanged ?? 0,
    peakMegabytes: peakKilobytes / 1024,
    steps: output,
  };
}

/** Highest resident size so far, in kilobytes; 0 where the process is gone or the system does not tell. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** CPU time so far, in seconds; 0 where the process is gone. */
function cpuOf(pid: number): number {
  try {
    return cpuMicroseconds([pid]) / 1_000_000;
  } catch {
    return 0;
  }
}
